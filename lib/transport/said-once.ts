/** One failure in the transport's words, with what it is a failure of: `nodes`, `dub-pay/tcp`. */
export interface Trouble {
  about: string;
  text: string;
}

/** The path that a question went to, in the transport's messages: `https://10.0.0.1:6443: GET /version: waited …`. */
const PATH = /(?<=^|: )GET \/\S*: /;

/** Names told of one trouble. */
const MOST_NAMED = 3;

/**
 * Troubles whose sentences are the same, or differ in the path alone, as one sentence with all that it concerns:
 * `https://10.0.0.1:6443: waited 10000 ms for an answer (nodes, pods and 4 more)`.
 */
export function saidOnce(troubles: Iterable<Trouble>): string[] {
  const bySentence = new Map<string, Trouble[]>();
  for (const trouble of troubles) {
    const sentence = withoutWhere(trouble);
    bySentence.set(sentence, [...(bySentence.get(sentence) ?? []), trouble]);
  }
  return [...bySentence].map(([sentence, group]) => {
    const [first] = group;
    if (first && group.length === 1 && first.text.includes(first.about)) return first.text;
    const named = group.slice(0, MOST_NAMED).map(({ about }) => about);
    const more = group.length - named.length;
    return `${sentence} (${named.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
  });
}

/** The sentence without what tells one question from the next: the resource that it begins with, the path. */
function withoutWhere({ about, text }: Trouble): string {
  const [begin = '', ...rest] = text.split(': ');
  const own = begin === about || begin.startsWith(`${about}.`);
  return (own ? rest.join(': ') : text).replace(PATH, '');
}
