import type { Words } from '#lib/model/words.ts';

const HIDDEN = '‹address›';
/** What no address is without; nearly every text has none of it. */
const SUSPECT = /[.:/][\w:/[]/;
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/**
 * A sentence as walls may show it: in what a cluster says, URLs, IP addresses and names with a port are hidden, with all that
 * hangs on them. Too much is hidden rather than too little; who may read them finds them in the answers about one link or cluster.
 */
export function hideAddresses(words: Words): Words {
  if (![words.text, ...Object.values(words.params)].some(isSuspect)) return words;
  const params = Object.entries(words.params).map(([name, value]) => [
    name,
    typeof value === 'string' ? hidden(value) : value,
  ]);
  return { id: words.id, params: Object.fromEntries(params), text: hidden(words.text) };
}

function isSuspect(value: unknown): boolean {
  return typeof value === 'string' && SUSPECT.test(value);
}

function hidden(text: string): string {
  return text.replace(/\S+/g, (run) =>
    run.includes('//')
      ? HIDDEN
      : run.replace(/[^"'`(){},;=<>|]+/g, (part) => {
          const token = part.replace(/(?<![.:])[.:]+$/, '');
          return isAddress(token) ? HIDDEN + part.slice(token.length) : part;
        }),
  );
}

/** Six groups between colons are an IPv6 address or one of hardware; three are a time of day. */
function isAddress(token: string): boolean {
  if (token.includes('::') || token.split(':').length > 5) return true;
  if (/\d{1,3}(?:\.\d{1,3}){3}/.test(token)) return true;
  return /:\d/.test(token) && /\p{L}/u.test(token) && !INSTANT.test(token);
}
