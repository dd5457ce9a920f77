import { z } from 'zod';
import type { Collector } from '../collector.ts';
import { type ClockMemory, parseKubernetes } from './parse.ts';

const Settings = z.object({});

/** The cluster itself: who it is, where its nodes are, which addresses it uses, and how far its clock is from ours. */
export const kubernetes: Collector<z.infer<typeof Settings>, ClockMemory> = {
  id: 'kubernetes',
  label: 'Kubernetes',
  settings: Settings,
  resources: [
    { key: 'nodes', group: '', versions: ['v1'], plural: 'nodes', namespace: null, required: true },
    {
      key: 'kubeSystem',
      group: '',
      versions: ['v1'],
      plural: 'namespaces',
      namespace: null,
      fieldSelector: 'metadata.name=kube-system',
      required: false,
    },
    {
      key: 'serviceCidrs',
      group: 'networking.k8s.io',
      versions: ['v1', 'v1beta1'],
      plural: 'servicecidrs',
      namespace: null,
      required: false,
    },
  ],
  permissions: [],
  remember: () => ({ readings: [] }),
  polls: () => [
    { key: 'version', everyMs: 60_000, deadlineMs: 5000, budgeted: false, ask: { kind: 'get', path: '/version' } },
  ],
  parse: parseKubernetes,
};
