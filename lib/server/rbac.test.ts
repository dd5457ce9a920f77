import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { COLLECTORS } from '#lib/collectors/index.ts';
import { optionManifests, type Rule, readerManifest, readerRules } from './rbac.ts';

describe('what Causeway may read', () => {
  it('is in the manifest as the collectors declare it: npm run rbac', () => {
    expect(readFileSync('deploy/rbac/causeway-reader.yaml', 'utf8')).toBe(readerManifest(COLLECTORS));
  });

  it('grows only by manifests of options that are turned on', () => {
    const options = optionManifests(COLLECTORS);
    const files = ['causeway-reader.yaml', ...options.map(({ file }) => file)];
    expect(readdirSync('deploy/rbac').sort()).toEqual(files.sort());
    for (const { file, text } of options) {
      expect(readFileSync(`deploy/rbac/${file}`, 'utf8')).toBe(text);
      for (const document of parseAllDocuments(text)) {
        const { kind, rules = [] }: { kind: string; rules?: Rule[] } = document.toJSON();
        // Commands are opened in the pods of one namespace, and their ports asked; all else is reading.
        for (const rule of rules)
          if (kind === 'Role' && rule.resources?.join() === 'pods/exec')
            expect(['create', 'get']).toContain(rule.verbs.join());
          else if (kind === 'Role' && rule.resources?.join() === 'pods/proxy') expect(rule.verbs).toEqual(['get']);
          else expectReading(rule);
      }
    }
  });

  it('has commands in pods by an option of Cilium alone, in one namespace', () => {
    const text = readFileSync('deploy/rbac/cilium-exec.yaml', 'utf8');
    const [role, binding] = parseAllDocuments(text).map((document) => document.toJSON());
    expect(role).toMatchObject({ kind: 'Role', metadata: { namespace: 'kube-system' } });
    expect(role.rules).toEqual([
      { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['pods/exec'], verbs: ['get'] },
    ]);
    expect(text).toMatch(/^# Only where.*\n# It lets one run any command in any pod of its namespace/);
    expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: 'causeway-reader', namespace: 'causeway' }]);
    expect(readerManifest(COLLECTORS)).not.toMatch(/pods\/(?:exec|proxy)|- create/);
  });

  it('has the proxy of pods by an option of Cilium alone, in one namespace, for GET requests', () => {
    const text = readFileSync('deploy/rbac/cilium-pod-proxy.yaml', 'utf8');
    const [role, binding] = parseAllDocuments(text).map((document) => document.toJSON());
    const name = 'causeway-reader-cilium-pod-proxy';
    expect(role).toMatchObject({ kind: 'Role', metadata: { name, namespace: 'kube-system' } });
    expect(role.rules).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['pods/proxy'], verbs: ['get'] },
    ]);
    expect(text).toMatch(/^# Only where.*\n# It lets one send GET requests to any port of any pod of its namespace/);
    expect(binding).toMatchObject({
      metadata: { name, namespace: 'kube-system' },
      roleRef: { kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name: 'causeway-reader', namespace: 'causeway' }],
    });
  });

  it('is read only, never a secret, and a proxy of named services in known namespaces alone', () => {
    const { inCluster, inNamespaces } = readerRules(COLLECTORS);
    for (const rule of [...inCluster, ...inNamespaces.flatMap(({ rules }) => rules)]) expectReading(rule);
    // Anyone may give a Service of their own a known name: through it the API server would be asked to connect anywhere.
    expect(inCluster.flatMap(({ resources = [] }) => resources)).not.toContain('services/proxy');
    const proxied = inNamespaces.flatMap(({ rules }) =>
      rules.filter(({ resources }) => resources?.[0] === 'services/proxy'),
    );
    expect(proxied).not.toEqual([]);
    for (const { resourceNames } of proxied)
      expect(resourceNames).toEqual([expect.stringMatching(/^https?:[^:]+:[^:]+$/)]);
  });

  it('takes one ConfigMap of any namespace by its name', () => {
    const named = { namespace: 'toy', fieldSelector: 'metadata.name=toy-state', required: false };
    const resources = [{ key: 'state', group: '', versions: ['v1'], plural: 'configmaps', ...named }];
    const [rule] = readerRules(COLLECTORS.slice(0, 1).map((one) => ({ ...one, resources, permissions: [] }))).inCluster;
    expect(rule).toEqual({
      apiGroups: [''],
      resources: ['configmaps'],
      resourceNames: ['toy-state'],
      verbs: ['get', 'list', 'watch'],
    });
    expectReading(rule);
  });
});

/** That a rule only reads, no secret, and ConfigMaps and what lies below a resource by one name alone. */
function expectReading({ resources = [], resourceNames, verbs }: Rule = { verbs: ['nothing'] }): void {
  for (const verb of verbs) expect(['get', 'list', 'watch']).toContain(verb);
  for (const resource of resources) {
    expect(resource).not.toMatch(/^secrets|\*|^pods\/(?:exec|proxy)/);
    if (resource === 'configmaps' || resource.includes('/')) expect(resourceNames).toHaveLength(1);
    if (resource.includes('/')) expect(verbs).toEqual(['get']);
  }
}
