import type { ApiSource } from '#lib/api/observation.ts';
import { missingByResource } from './source-sentence.ts';

const quoted = (values: readonly string[]) => `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;

/** The name of the role that holds what was missing. */
const ROLE = 'causeway-missing';

/**
 * All missing permissions as Kubernetes roles to paste: what is missing in the whole cluster in one ClusterRole, what is
 * missing in a namespace in a Role there; a comment names the clusters. Empty when nothing is missing.
 */
export function rbacFor(sources: readonly ApiSource[]): string {
  const roles = new Map<string, Map<string, { verbs: Set<string>; clusters: Set<string> }>>();
  for (const source of sources) {
    for (const { apiGroup, resource, namespace, verbs } of missingByResource(source)) {
      const rules = roles.get(namespace ?? '') ?? new Map();
      const key = JSON.stringify([apiGroup, resource]);
      const rule = rules.get(key) ?? { verbs: new Set<string>(), clusters: new Set<string>() };
      for (const verb of verbs) rule.verbs.add(verb);
      rule.clusters.add(source.cluster ?? source.id);
      rules.set(key, rule);
      roles.set(namespace ?? '', rules);
    }
  }
  return [...roles]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([namespace, rules]) =>
      [
        'apiVersion: rbac.authorization.k8s.io/v1',
        `kind: ${namespace ? 'Role' : 'ClusterRole'}`,
        'metadata:',
        `  name: ${ROLE}`,
        ...(namespace ? [`  namespace: ${JSON.stringify(namespace)}`] : []),
        'rules:',
        ...[...rules].flatMap(([key, { verbs, clusters }]) => {
          const [apiGroup, resource] = JSON.parse(key) as [string, string];
          const what = resource.startsWith('/')
            ? [`  - nonResourceURLs: ${quoted([resource])}`]
            : [`  - apiGroups: ${quoted([apiGroup])}`, `    resources: ${quoted([resource])}`];
          return [`  # missing in ${[...clusters].sort().join(', ')}`, ...what, `    verbs: ${quoted([...verbs])}`];
        }),
        '',
      ].join('\n'),
    )
    .join('---\n');
}
