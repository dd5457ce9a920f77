import { emptyReading, type Reading, type ReadingPart } from './reading.ts';
import type { ServiceCondition, ServiceExport, ServiceImport, ServiceReport, ServiceScope } from './service.ts';

/** For tests: what clusters say of services, by hand. All are in the namespace `shop`. */
export function report(name: string, rest: Partial<ServiceReport> = {}): ServiceReport {
  return {
    namespace: 'shop',
    name,
    export: null,
    import: null,
    endpoints: [],
    sourcesLeftOut: 0,
    mirrored: true,
    ...rest,
  };
}

export function condition(type: string, status: string, reason: string, message = ''): ServiceCondition {
  return { type, status, reason, message, since: null };
}

export function exported(rest: Partial<ServiceExport> = {}): ServiceExport {
  const valid = condition('Valid', 'True', 'Valid');
  const ports = [{ name: 'http', protocol: 'TCP', port: 80 }];
  return {
    state: 'valid',
    offered: true,
    offeredAt: null,
    decisive: valid,
    conditions: [valid],
    exportedAt: null,
    ports,
    ...rest,
  };
}

/** An export that disagrees with another. */
export function torn(reason: string, exportedAt: number): ServiceExport {
  const decisive = condition('Conflict', 'True', reason, 'exporters disagree');
  return exported({ state: 'conflicted', decisive, conditions: [decisive], exportedAt });
}

/** An export that is refused. */
export function refused(reason: string, message = ''): ServiceExport {
  const decisive = condition('Valid', 'False', reason, message);
  return exported({ state: 'invalid', offered: false, decisive, conditions: [decisive], ports: null });
}

export function imported(clusters: string[], rest: Partial<ServiceImport> = {}): ServiceImport {
  const ports = [{ name: 'http', protocol: 'TCP', port: 80 }];
  const given = { type: 'ClusterSetIP' as const, ips: [], ports, clusters, clustersLeftOut: 0, conditions: [] };
  return { ...given, appearedAt: null, ...rest };
}

export function endpoints(source: string, ready: number, total = ready): ServiceReport['endpoints'][number] {
  return { source, ready, total, perCluster: false };
}

/** What a collector reads of services at `now`, epoch milliseconds. */
export function servicesReading(
  reports: readonly ServiceReport[],
  now: number,
  rest: Partial<ServiceScope> & { namespaces?: readonly string[] } = {},
): Reading {
  const { namespaces = ['shop'], ...scope } = rest;
  const nothing = { statements: [], probes: [] };
  const listed = { exports: true, imports: true, endpoints: true };
  return {
    ...emptyReading(),
    parts: new Map<string, ReadingPart>([
      ...reports.map((service) => [`service/${service.namespace}/${service.name}`, { ...nothing, service }] as const),
      ['namespaces', { ...nothing, namespaces }] as const,
    ]),
    services: { observedAt: now, freshForMs: 15_000, listed, leftOut: 0, ...scope },
  };
}
