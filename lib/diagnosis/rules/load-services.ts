import { condition, endpoints, exported, imported, report } from '#lib/model/made-services.ts';
import {
  type ClusterServices,
  type ServiceCondition,
  type ServiceReport,
  type Spread,
  serviceKey,
} from '#lib/model/service.ts';

/** What one cluster says of services, as the cases write it. Instants are seconds before the case's own. */
export interface CaseServices {
  cluster: string;
  /** A mesh that spreads Services, by its system; else it is the MCS API. */
  mesh?: string;
  /** Seconds since it was known to hold; 2 when nothing is said. */
  agoS?: number;
  /** `shop` alone, when nothing is said. */
  namespaces?: string[];
  leftOut?: number;
  /** The system whose names the cluster set goes by. */
  namedBy?: string;
  reports: CaseReport[];
}

interface CaseReport {
  name: string;
  /** Valid, unless said otherwise. `exportedAgoS`: an hour; `offeredAgoS`: since before we came. */
  export?: {
    state?: NonNullable<ServiceReport['export']>['state'];
    offered?: boolean;
    reason?: string;
    message?: string;
    exportedAgoS?: number;
    offeredAgoS?: number;
  };
  /** Names of the clusters behind the import. */
  import?: string[];
  /** The import's own condition Ready is False. */
  importRefused?: { reason: string; message?: string };
  /** By source: how many are ready, of how many. */
  endpoints?: Record<string, [ready: number, total: number]>;
  /** Seconds since they changed last; an hour when nothing is said. */
  endpointsAgoS?: number;
  mirrored?: boolean | null;
  /** Shared with affinity none since before we came, unless said otherwise. */
  spread?: Partial<Omit<Spread, 'appearedAt'>> & { agoS?: number };
}

/** Makes what a source says of services in a case; `now` is its instant, epoch milliseconds. */
export function servicesOf(given: CaseServices, now: number): ClusterServices {
  const { cluster, mesh, agoS = 2, namespaces = ['shop'], leftOut = 0, namedBy, reports } = given;
  return {
    source: `${cluster}/${mesh ?? 'mcs'}`,
    ...(mesh ? { spread: true } : {}),
    cluster,
    observedAt: now - agoS * 1000,
    freshForMs: 15_000,
    listed: { exports: true, imports: true, endpoints: true },
    leftOut,
    ...(namedBy ? { namedBy } : {}),
    namespaces: new Set(namespaces),
    services: new Map(reports.map((one) => reportOf(one, now)).map((one) => [serviceKey(one), one])),
  };
}

function reportOf(given: CaseReport, now: number): ServiceReport {
  const {
    name,
    export: own,
    import: clusters,
    importRefused,
    endpoints: held = {},
    endpointsAgoS = 3600,
    mirrored = true,
    spread,
  } = given;
  return report(name, {
    export: own ? exportOf(own, now) : null,
    import: clusters ? imported(clusters, { conditions: importRefused ? [refusal(importRefused)] : [] }) : null,
    endpoints: Object.entries(held).map(([source, [ready, total]]) => endpoints(source, ready, total)),
    endpointsChangedAt: now - endpointsAgoS * 1000,
    mirrored,
    ...(spread ? { spread: spreadOf(spread, now) } : {}),
  });
}

function refusal({ reason, message = '' }: NonNullable<CaseReport['importRefused']>): ServiceCondition {
  return condition('Ready', 'False', reason, message);
}

function exportOf(own: NonNullable<CaseReport['export']>, now: number): NonNullable<ServiceReport['export']> {
  const { state = 'valid', reason, message = '', exportedAgoS = 3600, offeredAgoS } = own;
  const { offered = state === 'valid' || state === 'conflicted' } = own;
  const type = state === 'conflicted' ? 'Conflict' : 'Valid';
  const decisive = reason ? condition(type, type === 'Conflict' ? 'True' : 'False', reason, message) : null;
  return exported({
    state,
    offered,
    decisive,
    conditions: decisive ? [decisive] : [],
    exportedAt: now - exportedAgoS * 1000,
    offeredAt: offeredAgoS === undefined ? null : now - offeredAgoS * 1000,
  });
}

function spreadOf({ agoS, ...rest }: NonNullable<CaseReport['spread']>, now: number): Spread {
  const appearedAt = agoS === undefined ? null : now - agoS * 1000;
  return { affinity: 'none', shared: true, apart: false, ports: [], appearedAt, ...rest };
}
