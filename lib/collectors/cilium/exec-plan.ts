import { z } from 'zod';
import { oncePer } from '#lib/model/once-per.ts';
import type { Permission } from '#lib/model/source.ts';
import type { CachedObject, Poll, View, WatchedResource } from '../collector.ts';

/** What is asked in a pod, and of which. */
export type ExecQuestion = 'kvstoremesh-status' | 'agent-status' | 'agent-health';

const CONTAINERS = { agentpods: 'cilium-agent', meshpods: 'kvstoremesh' } as const;
const LABELS = { agentpods: 'k8s-app=cilium', meshpods: 'k8s-app=clustermesh-apiserver' } as const;
const COMMANDS: Readonly<Record<ExecQuestion, readonly string[]>> = {
  'kvstoremesh-status': ['/usr/bin/clustermesh-apiserver', 'kvstoremesh-dbg', 'status', '-o', 'json'],
  'agent-status': ['cilium-dbg', 'status', '-o', 'json'],
  'agent-health': ['cilium-health', 'status', '-o', 'json'],
};
/** Of hundreds of agents a few are asked: each speaks for its own node. */
const MAX_AGENTS = 3;
const MAX_REPLICAS = 3;
const EVERY_MS = 60_000;
const DEADLINE_MS = 15_000;

const Pod = z.object({
  metadata: z.object({ name: z.string().min(1).max(253) }),
  spec: z.object({ containers: z.array(z.object({ name: z.string() }).catch({ name: '' })) }),
  status: z.object({ phase: z.string() }),
});

const readPod = oncePer(({ object }: CachedObject) => {
  const found = Pod.safeParse(object).data;
  if (found?.status.phase !== 'Running') return null;
  return { name: found.metadata.name, containers: found.spec.containers.map(({ name }) => name) };
});

/** What exec needs beside the rest: the pods' names, and the right to run commands in their namespace. */
export function execPlace(namespace: string): { resources: WatchedResource[]; permissions: Permission[] } {
  const pods = (key: keyof typeof LABELS): WatchedResource => ({
    key,
    group: '',
    versions: ['v1'],
    plural: 'pods',
    namespace,
    labelSelector: LABELS[key],
    required: false,
  });
  // A websocket needs both verbs; a rule can't name pods, whose names are made.
  const right = (verb: string): Permission => ({ verb, apiGroup: '', resource: 'pods/exec', namespace });
  return { resources: [pods('agentpods'), pods('meshpods')], permissions: [right('get'), right('create')] };
}

/** The questions to pods that run now. */
export function execPolls(view: View, namespace: string): Poll[] {
  const poll = (question: ExecQuestion, pod: string, container: string): Poll => ({
    key: `exec/${question}/${pod}`,
    everyMs: EVERY_MS,
    deadlineMs: DEADLINE_MS,
    budgeted: true,
    // The image of clustermesh-apiserver holds its program and nothing else.
    ask: {
      kind: 'exec',
      namespace,
      pod,
      container,
      command: COMMANDS[question],
      brief: question === 'kvstoremesh-status',
    },
  });
  const running = (key: keyof typeof LABELS, most: number) =>
    view
      .objects(key)
      .flatMap((cached) => readPod(cached) ?? [])
      .filter(({ containers }) => containers.includes(CONTAINERS[key]))
      .slice(0, most);
  return [
    ...running('meshpods', MAX_REPLICAS).map(({ name }) => poll('kvstoremesh-status', name, CONTAINERS.meshpods)),
    ...running('agentpods', MAX_AGENTS).flatMap(({ name }) => [
      poll('agent-status', name, CONTAINERS.agentpods),
      poll('agent-health', name, CONTAINERS.agentpods),
    ]),
  ];
}

/** The question and the pod of an answer; nothing for any other. */
export function execAsked(key: string): { question: ExecQuestion; pod: string } | null {
  const [kind, question = '', pod = ''] = key.split('/');
  if (kind !== 'exec' || !(question in COMMANDS)) return null;
  return { question: question as ExecQuestion, pod };
}
