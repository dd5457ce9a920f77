import { judgeLayer, type LayerOutcome, speaksOf } from '#lib/model/judge-layer.ts';
import type { Direction, Link, Probe } from '#lib/model/link.ts';
import { freshUntil, type Observation } from '#lib/model/observation.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import type { Conclusion } from './rule.ts';
import { shell } from './shell.ts';
import { aboutLink } from './testimony.ts';

/** One direction of a link with the fresh evidence that speaks of it. */
export interface Way {
  direction: Direction;
  /** What the path layer comes to at this instant, and on whose word. */
  path: LayerOutcome | undefined;
  /** Fresh words about the tunnel. */
  tunnel: Observation[];
}

/** The directions of a link that are `suspect` by their verdict; evidence is looked at for those alone, links are many. */
export function waysOf(
  view: Readonly<Pick<Snapshot, 'observations'>>,
  link: Link,
  now: number,
  suspect: (direction: Direction) => boolean,
): Way[] {
  const directions = link.directions.filter(suspect);
  if (directions.length === 0) return [];
  const observations = aboutLink(view, link);
  return directions.map((direction) => ({
    direction,
    path: judgeLayer('path', direction.from, direction.to, observations, now),
    tunnel: observations.filter(
      (observation) =>
        observation.evidence?.layer === 'tunnel' &&
        freshUntil(observation) > now &&
        speaksOf(observation, direction.from, direction.to),
    ),
  }));
}

/** The words of some ways that say `pass` or `fail` of the tunnel. */
export function tunnelWords(ways: readonly Way[], result: 'pass' | 'fail'): Observation[] {
  return ways.flatMap((way) => way.tunnel).filter((observation) => observation.evidence?.result === result);
}

/** `from a to b`, or `between a and b, either way`. */
export function nameWays(ways: readonly Way[]): string {
  const [first] = ways;
  if (!first) throw new Error('no way to name');
  const { from, to } = first.direction;
  return ways.length > 1 ? `between ${from} and ${to}, either way` : `from ${from} to ${to}`;
}

/** Epoch milliseconds: since when the path of the first of some ways has its status. */
export function pathSince(ways: readonly Way[]): number | null {
  const instants = ways.flatMap((way) => way.direction.layers.path?.since ?? []);
  return instants.length > 0 ? Math.min(...instants) : null;
}

/** Repeats by hand what the probes of some ways ask, at a size in bytes of IP packet where one matters. */
export function pingStep(probes: readonly Probe[], ways: readonly Way[], sizeBytes: number | null): Conclusion['next'] {
  const asked = ways.flatMap(({ direction }) => probes.filter((probe) => probe.from === direction.from));
  const probe = asked.find(({ kind }) => kind === 'icmp' || kind === 'icmp-df');
  if (!probe) return [];
  const headerBytes = probe.target.includes(':') ? 48 : 28;
  const command =
    sizeBytes === null
      ? shell`ping -c 5 ${probe.target}`
      : shell`ping -M do -s ${sizeBytes - headerBytes} -c 5 ${probe.target}`;
  return [{ text: `From a pod of ${probe.from}, repeat what the probe asks`, command }];
}
