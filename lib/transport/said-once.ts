/** One failure in the transport's words, with what it is a failure of: `nodes`, `dub-pay/tcp`. */
export interface Trouble {
  about: string;
  text: string;
}

/** The path that a question went to, in the transport's messages: `https://10.0.0.1:6443: GET /version: waited …`. */
const PATH = /: GET \/\S*(?=: )/;

/** Names told of one trouble. */
const MOST_NAMED = 3;

/**
 * Troubles whose sentences are the same, or differ in the path alone, as one sentence with all that it concerns:
 * `https://10.0.0.1:6443: waited 10000 ms for an answer (nodes, pods and 4 more)`.
 */
export function saidOnce(troubles: Iterable<Trouble>): string[] {
  const bySentence = new Map<string, Trouble[]>();
  for (const trouble of troubles) {
    const sentence = trouble.text.replace(PATH, '');
    bySentence.set(sentence, [...(bySentence.get(sentence) ?? []), trouble]);
  }
  return [...bySentence].map(([sentence, group]) => {
    const named = group.slice(0, MOST_NAMED).map(({ about }) => about);
    const more = group.length - named.length;
    return `${sentence} (${named.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
  });
}
