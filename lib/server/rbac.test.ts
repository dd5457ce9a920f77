import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COLLECTORS } from '#lib/collectors/index.ts';
import { readerManifest, readerRules } from './rbac.ts';

describe('what Causeway may read', () => {
  it('is in the manifest as the collectors declare it: npm run rbac', () => {
    expect(readFileSync('deploy/rbac/causeway-reader.yaml', 'utf8')).toBe(readerManifest(COLLECTORS));
  });

  it('is read only, never a secret, and a proxy of named services alone', () => {
    const { inCluster, inNamespace } = readerRules(COLLECTORS);
    for (const rule of [...inCluster, ...inNamespace]) {
      for (const verb of rule.verbs) expect(['get', 'list', 'watch']).toContain(verb);
      for (const resource of rule.resources ?? []) expect(resource).not.toMatch(/^secrets|\*/);
      if (rule.resources?.some((resource) => resource.includes('/'))) {
        expect(rule.resourceNames).toEqual(['http:blackbox-exporter:9115']);
        expect(rule.verbs).toEqual(['get']);
      }
    }
    expect(inCluster.flatMap(({ resources = [] }) => resources)).not.toContain('services/proxy');
  });
});
