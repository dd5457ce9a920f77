import { speaksOf } from '#lib/model/judge-layer.ts';
import type { Link } from '#lib/model/link.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { aboutLink } from '../../testimony.ts';

/** From and to of a direction. */
export type Way = [from: string, to: string];

/** Directions that no probe is set for and no measurement, fresh or old, speaks of. */
export function missingWays(view: Readonly<Pick<Snapshot, 'observations' | 'probes'>>, link: Link): Way[] {
  const [a, b] = link.clusters;
  const probes = view.probes.get(link.id) ?? [];
  const ways: Way[] = [
    [a, b],
    [b, a],
  ];
  const unset = ways.filter(([from, to]) => !probes.some((probe) => probe.from === from && probe.to === to));
  if (unset.length === 0) return [];
  const measured = aboutLink(view, link).filter(
    ({ evidence }) => evidence?.layer === 'path' && evidence.strength === 'measured',
  );
  return unset.filter(([from, to]) => !measured.some((observation) => speaksOf(observation, from, to)));
}
