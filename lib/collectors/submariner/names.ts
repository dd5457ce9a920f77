import type { Alias } from '#lib/model/cluster.ts';
import { Shared } from '#lib/model/shared.ts';
import type { About } from '#lib/model/statement.ts';

/** Under which names this cluster and its peers are known. */
export interface Names {
  /** This cluster's id, or nothing while no object tells it. */
  own: string | null;
  /** `<broker address>|<broker namespace>`, or empty while unknown: peers share our broker. */
  scope: string;
}

const links = new Shared<Extract<About, { kind: 'peer' }>>();

/** That something is said of the link to a peer. */
export function linkTo({ scope }: Names, clusterId: string): Extract<About, { kind: 'peer' }> {
  return links.of(`${scope}\n${clusterId}`, () => ({
    kind: 'peer',
    peer: { system: 'submariner', scope, name: clusterId },
    direction: 'link',
  }));
}

export function peerOf(names: Names, clusterId: string): Alias {
  return linkTo(names, clusterId).peer;
}
