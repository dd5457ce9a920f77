import type { Permission } from '#lib/model/source.ts';
import type { Poll, View, WatchedResource } from '../collector.ts';
import { type PodsKey, podsIn, runningPods } from './pods.ts';
import type { Program } from './programs.ts';

/** Where each program's metrics are in its pods, as the chart names the port; without metrics it names none. */
export const POD_METRICS: Readonly<Record<Program, { pods: PodsKey; port: string }>> = {
  kvstoremesh: { pods: 'meshpods', port: 'kvmesh-metrics' },
  agents: { pods: 'agentpods', port: 'prometheus' },
  operator: { pods: 'operatorpods', port: 'prometheus' },
};
const PROGRAMS = Object.keys(POD_METRICS) as Program[];

/** One pod whose metrics are asked for. */
export interface MetricsPod {
  /** Of its poll: `pod/<program>/<pod>:<port>`. */
  key: string;
  program: Program;
  pod: string;
  port: number;
}

/** What pods' proxies need beside the rest: the pods' names, and the right to ask through them in their namespace. */
export function podProxyPlace(namespace: string): { resources: WatchedResource[]; permissions: Permission[] } {
  return {
    resources: PROGRAMS.map((program) => podsIn(namespace, POD_METRICS[program].pods)),
    // A rule can't name pods, whose names are made.
    permissions: [{ verb: 'get', apiGroup: '', resource: 'pods/proxy', namespace }],
  };
}

/** The pods that run now and say where their metrics are. */
export function metricsPods(view: View): MetricsPod[] {
  return PROGRAMS.flatMap((program) => {
    const { pods, port } = POD_METRICS[program];
    return runningPods(view, pods).flatMap(({ name, ports }) => {
      const number = ports.find((one) => one.name === port)?.containerPort ?? 0;
      return number === 0 ? [] : [{ key: `pod/${program}/${name}:${number}`, program, pod: name, port: number }];
    });
  });
}

/** The program and the place of an answer; nothing for any other. */
export function podAsked(key: string): { program: Program; where: string } | null {
  const [kind, name, where = ''] = key.split('/');
  const program = PROGRAMS.find((one) => one === name);
  return kind === 'pod' && program ? { program, where } : null;
}

/** The question to one pod. */
export function podPoll(
  { key, pod, port }: MetricsPod,
  namespace: string,
  timing: { everyMs: number; deadlineMs: number },
): Poll {
  return {
    key,
    ...timing,
    budgeted: true,
    ask: { kind: 'pod-proxy', namespace, pod, scheme: 'http', port, path: '/metrics' },
  };
}
