import { expect, it } from 'vitest';
import { exported, imported, report } from './made-services.ts';
import type { ClusterServices, ServiceReport } from './service.ts';
import { ServiceIndex } from './service-index.ts';

function scopeOf(cluster: string, reports: readonly ServiceReport[]): ClusterServices {
  const listed = { exports: true, imports: true, endpoints: true };
  const services = new Map(reports.map((one) => [`${one.namespace}/${one.name}`, one]));
  const scope = { observedAt: 0, freshForMs: 1, listed, leftOut: 0, namespaces: null };
  return { ...scope, source: `${cluster}/mcs`, cluster, services };
}

it('follows what sources say, and only what they say otherwise is new', () => {
  const sources = new Map<string, ClusterServices>();
  const web = report('web', { export: exported(), import: imported(['a']) });
  sources.set('a/mcs', scopeOf('a', [web, report('old')]));
  const first = ServiceIndex.of(sources);
  expect(first.keys).toEqual(['shop/old', 'shop/web']);
  expect(first.of('shop/web')).toMatchObject({
    importers: 1,
    sources: new Set(['a/mcs']),
    exporting: new Set(['a/mcs']),
  });
  const version = first.of('shop/web')?.version;

  sources.set('b/mcs', scopeOf('b', [report('api', { import: imported(['a']) })]));
  sources.set('a/mcs', scopeOf('a', [web]));
  const second = ServiceIndex.of(sources);
  expect(second).toBe(first);
  expect(second.keys).toEqual(['shop/api', 'shop/web']);
  expect(second.of('shop/old')).toBeUndefined();
  expect(second.of('shop/web')?.version).toBe(version);

  sources.set('b/mcs', scopeOf('b', [report('web', { import: imported(['a']) })]));
  expect(ServiceIndex.of(sources).of('shop/web')).toMatchObject({ importers: 2, sources: new Set(['a/mcs', 'b/mcs']) });
  expect(ServiceIndex.of(sources).of('shop/web')?.version).toBeGreaterThan(version ?? 0);
  expect(ServiceIndex.of(sources).keys).toEqual(['shop/web']);

  sources.delete('a/mcs');
  expect(ServiceIndex.of(sources).of('shop/web')).toMatchObject({ importers: 1, exporting: new Set() });
  sources.delete('b/mcs');
  expect(ServiceIndex.of(sources).keys).toEqual([]);
});

it('what is told again without a change is not looked at', () => {
  const scope = scopeOf('a', [report('web')]);
  const sources = new Map([['a/mcs', scope]]);
  const version = ServiceIndex.of(sources).of('shop/web')?.version;
  sources.set('a/mcs', { ...scope, observedAt: 5 });
  expect(ServiceIndex.of(sources).of('shop/web')?.version).toBe(version);
});
