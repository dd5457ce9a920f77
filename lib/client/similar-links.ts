import type { FleetMatrix } from '#lib/api/fleet.ts';
import { linkId } from '#lib/model/identity.ts';
import { similarNames } from '#lib/model/similar-names.ts';

/** The links that somebody may have meant by `id`: both ends have a similar name. Nearest first, three at most. */
export function similarLinks(id: string, { clusters, cells }: FleetMatrix): string[] {
  const ends = id.split('~');
  if (ends.length !== 2) return [];
  const rows = new Map(clusters.map((cluster, row) => [cluster.id, row]));
  const isLinked = (from: string, to: string) => {
    const cell = (rows.get(from) ?? 0) * clusters.length + (rows.get(to) ?? 0);
    return (cells.status[cell] ?? '.') !== '.';
  };
  const [some = [], others = []] = ends.map((end) => similarNames(end, rows.keys()));
  const found = some.flatMap((a) => others.filter((b) => isLinked(a, b)).map((b) => linkId(a, b)));
  return [...new Set(found)].slice(0, 3);
}
