/**
 * How a question for a name ended. `not-found`: the server says that there is no such name, or no address of it. `refused`: it
 * answers with a failure (SERVFAIL, REFUSED), or nothing listens there. `timeout`: no answer in time.
 */
export type DnsOutcome = 'answered' | 'not-found' | 'refused' | 'timeout';

/** What the resolver of one cluster makes of one name. */
export interface DnsAnswer {
  /** As it was asked: `payment.default.svc.clusterset.local`. */
  name: string;
  outcome: DnsOutcome;
  /** The resolver's own words on a failure; untrusted. */
  says: string;
  /** What the lookup took, milliseconds. */
  tookMs: number;
  /** Epoch milliseconds. */
  observedAt: number;
  freshForMs: number;
}

/** Names that were asked in one cluster, in the way its pods ask. */
export interface AskedNames {
  /** Multi-cluster services, by `serviceKey`. */
  services: ReadonlyMap<string, DnsAnswer>;
  /** A name that the cluster itself always has, in its own zone; null while it was not asked. */
  own: DnsAnswer | null;
}

/** The same, with who asked. */
export interface ClusterNames extends AskedNames {
  source: string;
  cluster: string;
}

/** Whether an answer still counts. */
export function isFreshAnswer({ observedAt, freshForMs }: DnsAnswer, now: number): boolean {
  return now < observedAt + freshForMs;
}
