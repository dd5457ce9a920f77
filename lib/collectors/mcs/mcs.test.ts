import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CachedObject, View } from '../collector.ts';
import { MAX_CLUSTERS } from './imports.ts';
import { mcsApi } from './index.ts';
import { type Memory, remember } from './memory.ts';
import { MAX_SERVICES, parse } from './parse.ts';
import { MAX_SLICES } from './slices.ts';

const HERE = new URL('./testdata/', import.meta.url).pathname;

/** `testdata/<case>/input.json`: looks at one cluster; resources that a step does not name keep their objects. */
const Case = z.strictObject({
  about: z.string(),
  steps: z
    .array(
      z.strictObject({ now: z.string().transform(Date.parse), objects: z.record(z.string(), z.array(z.unknown())) }),
    )
    .min(1),
});
type Case = z.infer<typeof Case>;

/** Caches of one cluster: an object is another one when its text differs; those of the first step were there before us. */
class Caches implements View {
  provenAt = 0;
  readonly heartbeat = null;
  readonly #caches = new Map<string, Map<string, CachedObject>>();
  readonly #lists = new Map<string, readonly CachedObject[]>();

  apply({ now, objects }: Case['steps'][number], first: boolean): void {
    this.provenAt = now;
    for (const [key, list] of Object.entries(objects)) {
      const before = this.#caches.get(key);
      const after = new Map<string, CachedObject>();
      for (const [index, object] of list.entries()) {
        const { metadata } = object as { metadata?: { namespace?: string; name?: string } | null };
        const id = `${metadata?.namespace ?? ''}/${metadata?.name ?? index}`;
        const known = before?.get(id);
        const same = known && JSON.stringify(known.object) === JSON.stringify(object);
        const appearedAt = known ? known.appearedAt : first ? null : now;
        after.set(id, same ? known : { object: object as Record<string, unknown>, appearedAt, changedAt: now });
      }
      this.#caches.set(key, after);
      this.#lists.set(key, [...after.values()]);
    }
  }

  objects(key: string): readonly CachedObject[] {
    if (!mcsApi.resources.some((one) => one.key === key)) throw new Error(`"${key}" was not declared`);
    return this.#lists.get(key) ?? NOTHING;
  }

  listed(key: string): boolean {
    return this.#lists.has(key);
  }
}

const NOTHING: readonly CachedObject[] = [];

function read(view: View, memory: Memory, now: number) {
  return parse({ settings: {}, view, answers: [], peers: [], memory, now });
}

function readAll({ steps }: Pick<Case, 'steps'>) {
  const view = new Caches();
  let memory = remember();
  let reading = read(view, memory, 0).reading;
  for (const [index, step] of steps.entries()) {
    view.apply(step, index === 0);
    // Many slices are read in several goes.
    do ({ reading, memory } = read(view, memory, step.now));
    while (reading.wakeAt === step.now);
  }
  return { view, reading, memory };
}

describe.each(readdirSync(HERE).sort())('case %s', (name) => {
  const input = Case.parse(JSON.parse(readFileSync(`${HERE}${name}/input.json`, 'utf8')));
  const { view, reading, memory } = readAll(input);
  const now = input.steps.at(-1)?.now ?? 0;

  it('reads what is expected', async () => {
    const { parts = new Map(), ...rest } = reading;
    const text = JSON.stringify({ ...rest, parts: Object.fromEntries(parts) }, null, 2);
    await expect(`${text}\n`).toMatchFileSnapshot(`${HERE}${name}/expected.json`);
  });
  it('says nothing anew before it asks to be woken: the parts are the same objects', () => {
    const wakeAt = reading.wakeAt ?? now + 3_600_000;
    expect(wakeAt).toBeGreaterThan(now);
    const again = read(view, memory, wakeAt - 1).reading;
    expect([...(again.parts ?? [])].filter(([key, part]) => reading.parts?.get(key) !== part)).toEqual([]);
  });
});

describe('more than anyone has', () => {
  const NOW = Date.parse('2026-11-21T12:00:00Z');
  const at = new Date(NOW).toISOString();
  const stepOf = (objects: Record<string, unknown[]>): Case => Case.parse({ about: '', steps: [{ now: at, objects }] });
  const metadata = (name: string, labels = {}) => ({ namespace: 'shop', name, labels });
  const names = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

  const NONE = { now: NOW, objects: {} };
  const imports = (count: number) =>
    names(count, 'service').map((name) => ({ metadata: metadata(name), spec: {}, status: {} }));
  /** As many as are counted, of `services` services and as many sources as that makes. */
  const slices = (services: number) =>
    names(MAX_SLICES, 'slice').map((name, index) => ({
      metadata: metadata(name, {
        'multicluster.kubernetes.io/service-name': `service-${index % services}`,
        'multicluster.kubernetes.io/source-cluster': `cluster-${Math.floor(index / services)}`,
      }),
      addressType: 'IPv4',
      endpoints: Array.from({ length: 10 }, () => ({ addresses: ['10.0.0.1'], conditions: { ready: true } })),
    }));

  it('a name that is no name is no service', () => {
    const named = (name: unknown) => ({ metadata: { namespace: 'shop', name } });
    const exports = ['a/b', '../secrets', '', null, 7, 'web'].map(named);
    const { reading } = readAll(stepOf({ serviceexports: exports, serviceimports: [] }));
    expect([...(reading.parts?.keys() ?? [])]).toEqual(['service/shop/web']);
  });

  it('an import of a thousand clusters is cut, and named', () => {
    const clusters = names(1000, 'cluster').map((cluster) => ({ cluster }));
    const many = { metadata: metadata('wide'), spec: { type: 'ClusterSetIP' }, status: { clusters } };
    const { reading } = readAll(stepOf({ serviceexports: [], serviceimports: [many] }));
    const service = reading.parts?.get('service/shop/wide')?.service;
    expect(service?.import?.clusters).toHaveLength(MAX_CLUSTERS);
    expect(service?.import?.clustersLeftOut).toBe(1000 - MAX_CLUSTERS);
    expect(reading.notes).toEqual([expect.stringContaining('service shop/wide: 488 clusters')]);
  });

  it('fifty thousand slices are not counted by halves: endpoints are unknown, services are not', () => {
    const slices = names(50_000, 'slice').map((name, index) => ({
      metadata: metadata(name, {
        'multicluster.kubernetes.io/service-name': `service-${index % 50}`,
        'multicluster.kubernetes.io/source-cluster': `cluster-${index % 255}`,
      }),
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'] }],
    }));
    const imports = names(50, 'service').map((name) => ({ metadata: metadata(name), spec: {}, status: {} }));
    const { reading } = readAll(stepOf({ serviceexports: [], serviceimports: imports, endpointslices: slices }));
    expect(reading.services?.listed).toEqual({ exports: true, imports: true, endpoints: false });
    expect(reading.parts?.size).toBe(50);
    expect(reading.notes).toEqual([expect.stringContaining(`more than ${MAX_SLICES} EndpointSlices`)]);
  });

  it('services beyond the limit are counted, and the rest goes on', () => {
    const exports = names(MAX_SERVICES + 7, 'service').map((name) => ({ metadata: metadata(name) }));
    const { reading } = readAll(stepOf({ serviceexports: exports, serviceimports: [] }));
    expect(reading.services?.leftOut).toBe(7);
    expect(reading.parts?.size).toBe(MAX_SERVICES);
    expect(reading.notes).toEqual([expect.stringContaining('7 services beyond the limit')]);
  });

  it('all slices that are counted are read in pieces, none of which stops anything for long', () => {
    const view = new Caches();
    view.apply(
      stepOf({ serviceexports: [], serviceimports: imports(400), endpointslices: slices(400) }).steps[0] ?? NONE,
      true,
    );
    let memory = remember();
    const tookMs: number[] = [];
    let reading = read(view, memory, 0).reading;
    do {
      const begun = process.cpuUsage();
      ({ reading, memory } = read(view, memory, NOW));
      const { user, system } = process.cpuUsage(begun);
      tookMs.push((user + system) / 1000);
      // What is read by halves counts as not read.
      expect(reading.services?.listed.endpoints).toBe(reading.wakeAt === null);
    } while (reading.wakeAt !== null);
    expect(tookMs.length).toBeGreaterThan(10);
    // Some 10 ms on an idle core; in one piece it was 150.
    expect(Math.max(...tookMs)).toBeLessThan(100);
    expect(reading.parts?.get('service/shop/service-0')?.service?.endpoints).toHaveLength(38);
  });

  it('of fifteen thousand slices one changes: its service alone is said anew', () => {
    const all = slices(400);
    const { view, memory, reading } = readAll(
      stepOf({ serviceexports: [], serviceimports: imports(400), endpointslices: all }),
    );
    const [first, ...others] = all;
    const gone = { ...first, endpoints: [] };
    const later = new Date(NOW + 1000).toISOString();
    const step = Case.parse({ about: '', steps: [{ now: later, objects: { endpointslices: [gone, ...others] } }] });
    view.apply(step.steps[0] ?? NONE, false);
    const again = read(view, memory, NOW + 1000).reading;
    const anew = [...(again.parts ?? [])].filter(([key, part]) => reading.parts?.get(key) !== part);
    expect(anew.map(([key]) => key)).toEqual(['service/shop/service-0']);
    expect(anew[0]?.[1].service).toMatchObject({ endpointsChangedAt: NOW + 1000 });
  });

  it('a slice that is written anew with the same endpoints says nothing', () => {
    const all = slices(40);
    const { view, memory, reading } = readAll(
      stepOf({ serviceexports: [], serviceimports: imports(40), endpointslices: all }),
    );
    const touched = all.map((slice) => ({ ...slice, metadata: { ...slice.metadata, resourceVersion: '2' } }));
    view.apply({ now: NOW + 1000, objects: { endpointslices: touched } }, false);
    let again = read(view, memory, NOW + 1000);
    while (again.reading.wakeAt !== null) again = read(view, again.memory, NOW + 1000);
    expect([...(again.reading.parts ?? [])].filter(([key, part]) => reading.parts?.get(key) !== part)).toEqual([]);
  });

  it('what is the same as before is not looked at again, however much there is', () => {
    const labels = (index: number) => ({
      'multicluster.kubernetes.io/service-name': `service-${index % 1000}`,
      'multicluster.kubernetes.io/source-cluster': `cluster-${index % 12}`,
    });
    const objects = {
      serviceexports: names(1000, 'service').map((name) => ({ metadata: metadata(name) })),
      serviceimports: names(1000, 'service').map((name) => ({ metadata: metadata(name), spec: {}, status: {} })),
      endpointslices: names(MAX_SLICES, 'slice').map((name, index) => ({ metadata: metadata(name, labels(index)) })),
    };
    const { view, memory, reading } = readAll(stepOf(objects));
    for (const key of Object.keys(objects))
      for (const { object } of view.objects(key))
        Object.defineProperty(object, 'metadata', { get: () => expect.unreachable('it was looked at') });
    const again = read(view, memory, NOW + 2000).reading;
    expect([...(again.parts ?? [])].filter(([key, part]) => reading.parts?.get(key) !== part)).toEqual([]);
  });
});
