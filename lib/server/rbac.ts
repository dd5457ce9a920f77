import 'server-only';
import { stringify } from 'yaml';
import type { Collector } from '#lib/collectors/collector.ts';

/** Where the account lives, and what it is called. */
const NAMESPACE = 'causeway';
const NAME = 'causeway-reader';
/** Namespaces that every cluster has, or that come with us: rights in them are given there and nowhere else. */
const NAMESPACES = [NAMESPACE, 'kube-system'];
const WATCH = ['get', 'list', 'watch'];

const HEADER = `# What Causeway may read in a cluster: no more than its collectors declare. Made by \`npm run rbac\`; don't edit.
# The namespace ${NAMESPACE} comes with deploy/blackbox-exporter; without that: kubectl create namespace ${NAMESPACE}.
# A token for a kubeconfig: kubectl -n ${NAMESPACE} create token ${NAME} --duration=720h
# Without --duration it ends after an hour. A server may grant less than is asked for: renew it before it ends.
`;

/** What options mean: Kubernetes selects no pods by label in a rule, and the names of these are made anew with each. */
const WARNINGS: Readonly<Record<string, string>> = {
  'pods/exec': `# It lets one run any command in any pod of its namespace, not in those of this system alone: a rule can't select pods by their
# labels, and their names are made anew with each. Causeway opens no other; whoever has the account's token may.
`,
  'pods/proxy': `# It lets one send GET requests to any port of any pod of its namespace, and the API server is who sends them; of a pod in its
# node's network that is any port of the node. A rule can't select pods by their labels or ports, and their names are made anew with
# each. Causeway asks this system's pods for /metrics alone; whoever has the account's token may ask for whatever a pod answers to.
`,
};

/** One rule of a role, as Kubernetes spells it. */
export interface Rule {
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
  verbs: string[];
}

interface Need {
  namespace: string | null;
  apiGroup: string;
  resource: string;
  resourceNames: string[];
  verbs: string[];
}

/** Rights in namespaces that are always there, and rights in the whole cluster: other systems' namespaces may be missing. */
export function readerRules(collectors: readonly Collector[]): {
  inCluster: Rule[];
  inNamespaces: { namespace: string; rules: Rule[] }[];
} {
  const needs = collectors.flatMap(needsOf);
  return {
    inCluster: [
      ...rulesOf(needs.filter(({ namespace }) => namespace === null || !NAMESPACES.includes(namespace))),
      { nonResourceURLs: ['/readyz', '/version', '/api', '/api/*', '/apis', '/apis/*'], verbs: ['get'] },
    ],
    inNamespaces: NAMESPACES.map((namespace) => ({
      namespace,
      rules: rulesOf(needs.filter((need) => need.namespace === namespace)),
    })),
  };
}

/** The manifest: account, roles and their bindings. */
export function readerManifest(collectors: readonly Collector[]): string {
  const { inCluster, inNamespaces } = readerRules(collectors);
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const metadata = { name: NAME, namespace: NAMESPACE };
  const subjects = [{ kind: 'ServiceAccount', ...metadata }];
  const roleRef = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name: NAME });
  const documents = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion, kind: 'ClusterRole', metadata: { name: NAME }, rules: inCluster },
    { apiVersion, kind: 'ClusterRoleBinding', metadata: { name: NAME }, roleRef: roleRef('ClusterRole'), subjects },
    ...inNamespaces.flatMap(({ namespace, rules }) => [
      { apiVersion, kind: 'Role', metadata: { name: NAME, namespace }, rules },
      { apiVersion, kind: 'RoleBinding', metadata: { name: NAME, namespace }, roleRef: roleRef('Role'), subjects },
    ]),
  ];
  return `${HEADER}${documents.map((document) => stringify(document, { aliasDuplicateObjects: false })).join('---\n')}`;
}

/** What options that are off by default need besides, one manifest each: to be applied where the option is turned on. */
export function optionManifests(collectors: readonly Collector[]): { file: string; text: string }[] {
  return collectors.flatMap((collector) =>
    (collector.options ?? []).map(({ name, settings }) => {
      const known = new Set(needsOf(collector).map((need) => JSON.stringify(need)));
      const placed = collector.place?.(settings);
      const more = placed ? needsOf(placed).filter((need) => !known.has(JSON.stringify(need))) : [];
      const apiVersion = 'rbac.authorization.k8s.io/v1';
      const own = `${collector.id}-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      const documents = [...Map.groupBy(more, ({ namespace }) => namespace ?? '')].flatMap(([namespace, needs]) => {
        const kind = namespace === '' ? 'ClusterRole' : 'Role';
        const metadata = { name: `${NAME}-${own}`, ...(namespace === '' ? {} : { namespace }) };
        const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind, name: metadata.name };
        const subjects = [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }];
        return [
          { apiVersion, kind, metadata, rules: rulesOf(needs) },
          { apiVersion, kind: `${kind}Binding`, metadata, roleRef, subjects },
        ];
      });
      const header = `# Only where ${name} of ${collector.id} is turned on, beside causeway-reader.yaml. Made by \`npm run rbac\`; don't edit.\n`;
      const text = documents.map((document) => stringify(document, { aliasDuplicateObjects: false })).join('---\n');
      const warnings = [...new Set(more.map(({ resource }) => WARNINGS[resource] ?? ''))].join('');
      return { file: `${own}.yaml`, text: header + warnings + text };
    }),
  );
}

function needsOf({ resources, permissions }: Pick<Collector, 'resources' | 'permissions'>): Need[] {
  return [
    ...resources.map(({ group, plural, namespace, fieldSelector }) => ({
      namespace,
      apiGroup: group,
      resource: plural,
      // A list or watch of one name is allowed by a rule that names it.
      resourceNames: fieldSelector?.startsWith('metadata.name=') ? [fieldSelector.slice('metadata.name='.length)] : [],
      verbs: WATCH,
    })),
    ...permissions.map(({ verb, apiGroup, resource, namespace, resourceNames = [] }) => ({
      namespace,
      apiGroup,
      resource,
      resourceNames,
      verbs: [verb],
    })),
  ];
}

/** Resources of one group with the same names and verbs stand in one rule, each once, in order of the alphabet. */
function rulesOf(needs: readonly Need[]): Rule[] {
  const groups = Map.groupBy(needs, ({ apiGroup, resourceNames, verbs }) =>
    JSON.stringify([apiGroup, resourceNames, verbs]),
  );
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, same]) => {
      const [first] = same;
      if (!first) return [];
      const { apiGroup, resourceNames, verbs } = first;
      const resources = [...new Set(same.map(({ resource }) => resource))].sort();
      return [{ apiGroups: [apiGroup], resources, ...(resourceNames.length > 0 ? { resourceNames } : {}), verbs }];
    });
}
