/** A program whose metrics are read. */
export type Program = 'kvstoremesh' | 'agents' | 'operator';

/** The Services of Cilium's chart through which metrics can be asked, and the name of the port. */
export const METRICS: Readonly<Record<Program, { service: string; port: string }>> = {
  kvstoremesh: { service: 'clustermesh-apiserver-metrics', port: 'kvmesh-metrics' },
  agents: { service: 'cilium-agent', port: 'metrics' },
  operator: { service: 'cilium-operator', port: 'metrics' },
};
export const PROGRAMS = ['kvstoremesh', 'agents', 'operator'] as const satisfies Program[];
