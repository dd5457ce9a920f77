import type { KubeObject } from './kube-object.ts';

type Requirement = (labels: Record<string, string>) => boolean;

function requirement(text: string): Requirement | null {
  const set = /^([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const values = new Set(list.split(',').map((value) => value.trim()));
    return (labels) => values.has(labels[key] ?? '') === (operator === 'in') && (operator === 'notin' || key in labels);
  }
  const equality = /^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$/.exec(text);
  if (equality) {
    const [, key = '', operator, value] = equality;
    return (labels) => (labels[key] === value) === (operator !== '!=');
  }
  const existence = /^(!?)([\w./-]+)$/.exec(text);
  if (!existence) return null;
  const [, not, key = ''] = existence;
  return (labels) => key in labels === !not;
}

/** What a request selects, or the message of its 400: labels in full, of fields only metadata.name and metadata.namespace. */
export function selection(
  query: URLSearchParams,
  namespace: string | null,
  name: string | null,
): ((object: KubeObject) => boolean) | string {
  const requirements: Requirement[] = [];
  for (const part of (query.get('labelSelector') ?? '').match(/[^,(]+(\([^)]*\))?/g) ?? []) {
    const parsed = requirement(part.trim());
    if (!parsed) return `unable to parse requirement: ${part.trim()}`;
    requirements.push(parsed);
  }
  const fields: { path: string; value: string }[] = [];
  for (const part of (query.get('fieldSelector') ?? '').split(',').filter(Boolean)) {
    const [path = '', value = ''] = part.split(/==?/);
    if (path !== 'metadata.name' && path !== 'metadata.namespace') return `field label not supported: ${path}`;
    fields.push({ path, value });
  }
  return ({ metadata }) =>
    (namespace === null || metadata.namespace === namespace) &&
    (name === null || metadata.name === name) &&
    requirements.every((holds) => holds(metadata.labels ?? {})) &&
    fields.every(({ path, value }) => (path === 'metadata.name' ? metadata.name : metadata.namespace) === value);
}
