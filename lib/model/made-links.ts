import { type Cluster, emptyFacts } from './cluster.ts';
import { linkId } from './identity.ts';
import type { Direction, Link } from './link.ts';
import { emptyCounts } from './status.ts';
import { words } from './words.ts';

/** For tests: a cluster that is read and is well, by hand. */
export function madeCluster(id: string, rest: Partial<Cluster> = {}): Cluster {
  return {
    id,
    name: id,
    site: 'here',
    reading: 'read',
    status: 'up',
    conflict: false,
    since: null,
    words: words('cluster.read', 'read'),
    observedAt: null,
    systems: ['submariner'],
    aliases: [],
    facts: emptyFacts(),
    counts: emptyCounts(),
    ...rest,
  };
}

/** The name by which a made cluster is a member of its cluster set. */
export function madeMember(id: string): Pick<Cluster, 'aliases'> {
  return { aliases: [{ system: 'submariner', scope: 'broker', name: id }] };
}

/** A direction that works and of which nothing is measured. */
export function madeDirection(from: string, to: string, rest: Partial<Direction> = {}): Direction {
  return {
    from,
    to,
    status: 'up',
    observedStatus: 'up',
    conflict: false,
    since: null,
    bridged: false,
    observedAt: null,
    ownerLayer: null,
    words: words('up', 'works'),
    witnesses: { fresh: 2, of: 2 },
    rttMs: null,
    rttFrom: null,
    lossRatio: null,
    fullLossRatio: null,
    mtuBytes: null,
    expectedMtuBytes: null,
    basis: null,
    layers: {},
    ...rest,
  };
}

/** A link of Submariner with both its directions, each as `judge` has it. Not rolled up: its own status is `up`. */
export function madeLink(
  a: string,
  b: string,
  judge: (from: string, to: string) => Direction = madeDirection,
  rest: Partial<Link> = {},
): Link {
  return {
    id: linkId(a, b),
    clusters: [a, b],
    status: 'up',
    conflict: false,
    since: null,
    observedAt: null,
    systems: ['submariner'],
    expected: true,
    directions: [judge(a, b), judge(b, a)],
    ...rest,
  };
}
