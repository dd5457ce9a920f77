import type { Transition } from '#lib/history/store.ts';

/** What one tick changed; ids only, the values stand in the snapshot. */
export interface Change {
  revision: number;
  clusters: Set<string>;
  links: Set<string>;
  removedLinks: Set<string>;
  /** Clusters came or went. */
  membership: boolean;
  findings: boolean;
  sources: Set<string>;
  /** What is said of multi-cluster services changed. */
  services: boolean;
  /** Exact changes of state, for the history. */
  transitions: Transition[];
}

/** A change before it has a revision. */
export type Changes = Omit<Change, 'revision'>;

export function noChange(): Changes {
  return {
    clusters: new Set(),
    links: new Set(),
    removedLinks: new Set(),
    membership: false,
    findings: false,
    sources: new Set(),
    services: false,
    transitions: [],
  };
}
