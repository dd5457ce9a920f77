/** Longer names than this are compared by their beginning: an id has 63 letters at most, an address anything. */
const MOST_LETTERS = 64;

/**
 * The names that somebody may have meant by `name`, nearest first: the same but for a few letters, or one begins with the
 * other. `most`: how many.
 */
export function similarNames(name: string, names: Iterable<string>, most = 3): string[] {
  const wanted = name.toLowerCase().slice(0, MOST_LETTERS);
  if (wanted === '') return [];
  return [...names]
    .map((each) => ({ each, distance: distance(wanted, each.toLowerCase().slice(0, MOST_LETTERS)) }))
    .filter((one) => one.distance <= Math.max(1, Math.floor(wanted.length / 3)))
    .sort((a, b) => a.distance - b.distance || (a.each < b.each ? -1 : 1))
    .slice(0, most)
    .map(({ each }) => each);
}

/** 0 for the same; what begins with the other counts as one letter. */
function distance(a: string, b: string): number {
  if (a === b) return 0;
  return a.startsWith(b) || b.startsWith(a) ? 1 : editDistance(a, b);
}

/** How many letters must be put in, taken out or changed (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= b.length; column += 1) {
      const [above, left, before] = [row[column] ?? 0, next[column - 1] ?? 0, row[column - 1] ?? 0];
      next.push(Math.min(above + 1, left + 1, before + (letter === b[column - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
