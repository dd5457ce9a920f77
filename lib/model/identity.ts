/** Longest id of a cluster, in characters: the limit of a DNS label. */
const MAX_ID_LENGTH = 63;

/** The slug `[a-z0-9-]{1,63}` of a configured id or a context's name. A name without any usable character becomes `cluster`. */
export function slug(name: string): string {
  const text = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, MAX_ID_LENGTH)
    .replace(/-+$/, '');
  return text === '' ? 'cluster' : text;
}

/** A slug that none of `taken` has: the second `fra` becomes `fra-2`. */
export function uniqueSlug(name: string, taken: ReadonlySet<string>): string {
  const base = slug(name);
  if (!taken.has(base)) return base;
  for (let number = 2; ; number += 1) {
    const suffix = `-${number}`;
    const candidate = `${base.slice(0, MAX_ID_LENGTH - suffix.length)}${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** The id of the link between two clusters: both ids joined by `~`, sorted by code unit. */
export function linkId(a: string, b: string): string {
  return a < b ? `${a}~${b}` : `${b}~${a}`;
}

/** The two cluster ids of a link id, in their order, or nothing when it is no link id. */
export function linkEnds(id: string): [string, string] | undefined {
  const [a, b, rest] = id.split('~');
  return a && b && rest === undefined && a < b ? [a, b] : undefined;
}

/** The id of a direction: `from>to`. */
export function directionId(from: string, to: string): string {
  return `${from}>${to}`;
}
