import type { Alias } from '#lib/model/cluster.ts';

/** Under which names this cluster and its peers are known. */
export interface Names {
  /** This cluster's id, or nothing while no object tells it. */
  own: string | null;
  /** `<broker address>|<broker namespace>`, or empty while unknown: peers share our broker. */
  scope: string;
}

export function peerOf(names: Names, clusterId: string): Alias {
  return { system: 'submariner', scope: names.scope, name: clusterId };
}
