import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COLLECTORS } from '#lib/collectors/index.ts';
import { readerManifest, readerRules } from './rbac.ts';

describe('what Causeway may read', () => {
  it('is in the manifest as the collectors declare it: npm run rbac', () => {
    expect(readFileSync('deploy/rbac/causeway-reader.yaml', 'utf8')).toBe(readerManifest(COLLECTORS));
  });

  it('is read only, never a secret, and a proxy of named services alone', () => {
    const { inCluster, inNamespaces } = readerRules(COLLECTORS);
    const proxied = inNamespaces.map(({ namespace, rules }) => [
      namespace,
      rules.flatMap(({ resources, resourceNames }) => (resources?.includes('services/proxy') ? resourceNames : [])),
    ]);
    expect(proxied).toEqual([
      ['causeway', ['http:blackbox-exporter:9115']],
      [
        'kube-system',
        [
          'http:cilium-agent:metrics',
          'http:cilium-operator:metrics',
          'http:clustermesh-apiserver-metrics:kvmesh-metrics',
        ],
      ],
    ]);
    for (const rule of [...inCluster, ...inNamespaces.flatMap(({ rules }) => rules)]) {
      for (const verb of rule.verbs) expect(['get', 'list', 'watch']).toContain(verb);
      for (const resource of rule.resources ?? []) expect(resource).not.toMatch(/^secrets|\*/);
      if (rule.resources?.some((resource) => resource.includes('/'))) {
        expect(rule.resourceNames?.length).toBe(1);
        expect(rule.verbs).toEqual(['get']);
      }
    }
    const anywhere = inCluster.flatMap(({ resources = [] }) => resources);
    // Services are read everywhere: which are joined over a mesh stands in their annotations.
    for (const resource of ['services/proxy', 'configmaps']) expect(anywhere).not.toContain(resource);
  });
});
