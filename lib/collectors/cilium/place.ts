import type { Permission } from '#lib/model/source.ts';
import type { Poll, View, WatchedResource } from '../collector.ts';
import { execPlace, execPolls } from './exec-plan.ts';
import { type MetricsPod, podPoll, podProxyPlace } from './pod-metrics.ts';
import { METRICS, PROGRAMS, type Program } from './programs.ts';
import type { Settings } from './settings.ts';

/** What is watched, and the right to ask the three metrics ports; all in one namespace but the nodes. */
export function place({ namespace, globalServices, exec, podProxy }: Settings): {
  resources: readonly WatchedResource[];
  permissions: readonly Permission[];
} {
  const one = (key: string, group: string, name: string): WatchedResource => ({
    key,
    group,
    versions: ['v1'],
    plural: key,
    namespace,
    fieldSelector: `metadata.name=${name}`,
    required: false,
  });
  const everywhere = (key: string, plural: string): WatchedResource => ({
    key,
    group: '',
    versions: ['v1'],
    plural,
    namespace: null,
    required: false,
  });
  const inPods = [...(exec ? [execPlace(namespace)] : []), ...(podProxy ? [podProxyPlace(namespace)] : [])];
  const pods = new Map(inPods.flatMap(({ resources }) => resources.map((one) => [one.key, one] as const)));
  return {
    resources: [
      {
        key: 'ciliumnodes',
        group: 'cilium.io',
        versions: ['v2'],
        plural: 'ciliumnodes',
        namespace: null,
        required: true,
      },
      one('configmaps', '', 'cilium-config'),
      one('daemonsets', 'apps', 'cilium'),
      one('deployments', 'apps', 'clustermesh-apiserver'),
      { key: 'services', group: '', versions: ['v1'], plural: 'services', namespace, required: false },
      // Which Services are global stands in an annotation, which nothing can be selected by.
      ...(globalServices ? [everywhere('globalservices', 'services'), everywhere('namespaces', 'namespaces')] : []),
      ...pods.values(),
    ],
    permissions: [
      ...PROGRAMS.map((program) => ({
        verb: 'get',
        apiGroup: '',
        resource: 'services/proxy',
        namespace,
        resourceNames: [`http:${METRICS[program].service}:${METRICS[program].port}`],
      })),
      ...inPods.flatMap(({ permissions }) => permissions),
    ],
  };
}

/** How often metrics are read, milliseconds. */
export const METRICS_EVERY_MS = 15_000;
/** After an answer of a standby: the Service picks a pod by chance, and only the leader knows anything. */
const AGAIN_MS = 5000;
const DEADLINE_MS = 8000;

/** The key of the answer with the CLI's output. */
export const STATUS_FILE = 'status-file';

const MAX_PLANS = 1000;
const plans = new Map<string, readonly Poll[]>();

/** Whose metrics are asked for: programs through their Service, and pods. */
export interface Asked {
  programs: readonly Program[];
  pods: readonly MetricsPod[];
  /** The Service of KVStoreMesh picked a standby last. */
  standby: boolean;
}

/** The questions to programs and pods that can be asked; the same array for the same ones. */
export function planPolls(
  { namespace, statusFile, exec }: Settings,
  view: View,
  { programs, pods, standby }: Asked,
): readonly Poll[] {
  const commands = exec ? execPolls(view, namespace) : [];
  const keys = [...pods, ...commands].map(({ key }) => key);
  const key = JSON.stringify([namespace, statusFile, programs, standby, keys]);
  const polls = plans.get(key) ?? [
    ...programs.map((program) => pollOf(namespace, program, standby)),
    ...(statusFile ? [fileOf(statusFile)] : []),
    ...pods.map((pod) => podPoll(pod, namespace, { everyMs: METRICS_EVERY_MS, deadlineMs: DEADLINE_MS })),
    ...commands,
  ];
  // Pods come and go: what is left of old ones is not kept for ever.
  if (plans.size > MAX_PLANS) plans.clear();
  plans.set(key, polls);
  return polls;
}

function pollOf(namespace: string, program: Program, standby: boolean): Poll {
  return {
    key: program,
    everyMs: program === 'kvstoremesh' && standby ? AGAIN_MS : METRICS_EVERY_MS,
    deadlineMs: DEADLINE_MS,
    budgeted: true,
    ask: { kind: 'service-proxy', namespace, scheme: 'http', path: '/metrics', ...METRICS[program] },
  };
}

function fileOf(path: string): Poll {
  return {
    key: STATUS_FILE,
    everyMs: METRICS_EVERY_MS,
    deadlineMs: DEADLINE_MS,
    budgeted: false,
    ask: { kind: 'file', path },
  };
}
