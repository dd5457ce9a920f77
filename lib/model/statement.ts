import type { Alias } from './cluster.ts';
import type { Evidence } from './evidence.ts';
import type { Layer } from './layer.ts';
import type { Fact } from './observation.ts';
import type { Status } from './status.ts';
import type { Words } from './words.ts';

/**
 * What a collector speaks of, in its own names: its cluster (`self`), the link to a peer, or one direction of it (`out` =
 * from its cluster to the peer, `in` = back). The pipeline turns aliases into cluster ids.
 */
export type About = { kind: 'self' } | { kind: 'peer'; peer: Alias; direction: 'link' | 'out' | 'in' };

/** An observation before its names are resolved. Fields as in `Observation`. */
export interface Statement {
  id: string;
  about: About;
  layer: Layer | null;
  status: Status;
  words: Words;
  witness: string;
  facts: Fact[];
  evidence: Evidence | null;
  observedAt: number;
  freshForMs: number;
}
