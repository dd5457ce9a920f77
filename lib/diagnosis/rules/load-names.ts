import type { ClusterNames, DnsAnswer, DnsOutcome } from '#lib/model/dns-answer.ts';

/** What the DNS of one cluster makes of names, as the cases write it. */
export interface CaseNames {
  cluster: string;
  /** Seconds since the answers came; 5 when nothing is said. */
  agoS?: number;
  /** By the name of a service in the namespace `shop`. */
  services: Record<string, DnsOutcome>;
  /** Of the cluster's own zone; answered when nothing is said. */
  own?: DnsOutcome;
}

/** Makes what a source says of names in a case; `now` is its instant, epoch milliseconds. */
export function namesOf({ cluster, agoS = 5, services, own = 'answered' }: CaseNames, now: number): ClusterNames {
  const answer = (name: string, outcome: DnsOutcome): DnsAnswer => {
    return { name, outcome, says: '', tookMs: 1, observedAt: now - agoS * 1000, freshForMs: 90_000 };
  };
  return {
    source: `${cluster}/probes`,
    cluster,
    services: new Map(
      Object.entries(services).map(([name, outcome]) => [
        `shop/${name}`,
        answer(`${name}.shop.svc.clusterset.local`, outcome),
      ]),
    ),
    own: answer('kubernetes.default.svc', own),
  };
}
