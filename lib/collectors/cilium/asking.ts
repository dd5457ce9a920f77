import type { View } from '../collector.ts';
import type { Memory } from './memory.ts';
import { type MetricsPod, metricsPods, POD_METRICS } from './pod-metrics.ts';
import { METRICS, PROGRAMS, type Program } from './programs.ts';
import type { Settings } from './settings.ts';
import { programsOffered } from './workloads.ts';

/** The pods whose metrics are asked for; none unless it is turned on. */
export function podsAsked({ podProxy }: Settings, view: View): MetricsPod[] {
  return podProxy ? metricsPods(view) : [];
}

/** Programs to ask through their Service: those that it offers, unless a pod of theirs speaks. */
export function servicesAsked(view: View, pods: readonly MetricsPod[], silent: Memory['silent']): Program[] {
  return programsOffered(view).filter((program) => !speaks(program, pods, silent));
}

/** What could not be asked, and why: without it nothing is known of a connection, which is neither up nor down. */
export function askingNotes({ podProxy }: Settings, view: View, pods: readonly MetricsPod[], memory: Memory): string[] {
  const { silent, troubles, standby } = memory;
  const through = servicesAsked(view, pods, silent);
  return [
    ...PROGRAMS.flatMap((program) => {
      const own = pods.filter((pod) => pod.program === program);
      const one = speaks(program, pods, silent);
      const words = own.flatMap(({ key }) => silent.get(key) ?? []).filter((pod) => !(one && pod.standby));
      const service = through.includes(program) ? troubles[program] : '';
      return [...words.map((pod) => pod.words), ...(service === '' ? [] : [service])].concat(
        own.length > 0 || programsOffered(view).includes(program) || !view.listed('services')
          ? []
          : [`metrics of ${program} could not be asked: ${lacking(program, podProxy)}`],
      );
    }),
    ...(standby && through.includes('kvstoremesh')
      ? ['a standby of KVStoreMesh answered last; its leader is asked for']
      : []),
  ];
}

function lacking(program: Program, podProxy: boolean): string {
  const { service, port } = METRICS[program];
  const pod = podProxy ? `, and no running pod that names a port ${POD_METRICS[program].port}` : '';
  return `no Service ${service} with a port ${port}${pod}`;
}

/** Whether a pod of a program was not silent when it was asked last, or is still to be asked. */
function speaks(program: Program, pods: readonly MetricsPod[], silent: Memory['silent']): boolean {
  return pods.some((pod) => pod.program === program && !silent.has(pod.key));
}
