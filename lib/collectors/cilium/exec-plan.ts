import type { Permission } from '#lib/model/source.ts';
import type { Poll, View, WatchedResource } from '../collector.ts';
import { PODS, podsIn, runningPods } from './pods.ts';

/** What is asked in a pod, and of which. */
export type ExecQuestion = 'kvstoremesh-status' | 'agent-status' | 'agent-health';

const COMMANDS: Readonly<Record<ExecQuestion, readonly string[]>> = {
  'kvstoremesh-status': ['/usr/bin/clustermesh-apiserver', 'kvstoremesh-dbg', 'status', '-o', 'json'],
  'agent-status': ['cilium-dbg', 'status', '-o', 'json'],
  'agent-health': ['cilium-health', 'status', '-o', 'json'],
};
const EVERY_MS = 60_000;
const DEADLINE_MS = 15_000;

/** What exec needs beside the rest: the pods' names, and the right to run commands in their namespace. */
export function execPlace(namespace: string): { resources: WatchedResource[]; permissions: Permission[] } {
  // A websocket needs both verbs; a rule can't name pods, whose names are made.
  const right = (verb: string): Permission => ({ verb, apiGroup: '', resource: 'pods/exec', namespace });
  return {
    resources: [podsIn(namespace, 'agentpods'), podsIn(namespace, 'meshpods')],
    permissions: [right('get'), right('create')],
  };
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
  return [
    ...runningPods(view, 'meshpods').map(({ name }) => poll('kvstoremesh-status', name, PODS.meshpods.container)),
    ...runningPods(view, 'agentpods').flatMap(({ name }) => [
      poll('agent-status', name, PODS.agentpods.container),
      poll('agent-health', name, PODS.agentpods.container),
    ]),
  ];
}

/** The question and the pod of an answer; nothing for any other. */
export function execAsked(key: string): { question: ExecQuestion; pod: string } | null {
  const [kind, question = '', pod = ''] = key.split('/');
  if (kind !== 'exec' || !(question in COMMANDS)) return null;
  return { question: question as ExecQuestion, pod };
}
