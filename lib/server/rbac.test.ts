import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { COLLECTORS } from '#lib/collectors/index.ts';
import { optionManifests, readerManifest, readerRules } from './rbac.ts';

describe('what Causeway may read', () => {
  it('is in the manifest as the collectors declare it: npm run rbac', () => {
    expect(readFileSync('deploy/rbac/causeway-reader.yaml', 'utf8')).toBe(readerManifest(COLLECTORS));
  });

  it('grows only by manifests of options that are turned on', () => {
    const options = optionManifests(COLLECTORS);
    expect(options.map(({ file }) => file)).toEqual(['cilium-exec.yaml']);
    for (const { file, text } of options) expect(readFileSync(`deploy/rbac/${file}`, 'utf8')).toBe(text);
    const [role, binding] = parseAllDocuments(options[0]?.text ?? '').map((document) => document.toJSON());
    expect(role).toMatchObject({ kind: 'Role', metadata: { namespace: 'kube-system' } });
    expect(role.rules).toEqual([
      { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['pods/exec'], verbs: ['get'] },
    ]);
    expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: 'causeway-reader', namespace: 'causeway' }]);
    expect(readerManifest(COLLECTORS)).not.toMatch(/pods\/exec|- create/);
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
