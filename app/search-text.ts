/** The search part of an address, as Next hands it to a page. */
export type Search = Record<string, string | string[] | undefined>;

/** The same as text, to hand it on to another address: `?range=6h&dir=fra-core`, or nothing. */
export function searchText(search: Search): string {
  const pairs = Object.entries(search).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each]),
  );
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
}
