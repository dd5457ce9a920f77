import type { Collector } from '../collector.ts';
import { parseProbes } from './parse.ts';
import type { ProbeMemory } from './peer-memory.ts';
import { planPolls } from './plan.ts';
import { Settings } from './settings.ts';

const NAMESPACE = 'causeway';
const SERVICE = 'blackbox-exporter';

/** blackbox_exporter in each cluster: what packets of every size do on the way to each peer and back. */
export const probes: Collector<Settings, ProbeMemory> = {
  id: 'probes',
  label: 'Probes',
  settings: Settings,
  resources: [
    {
      key: 'services',
      group: '',
      versions: ['v1'],
      plural: 'services',
      namespace: NAMESPACE,
      fieldSelector: `metadata.name=${SERVICE}`,
      required: true,
    },
    {
      key: 'endpointSlices',
      group: 'discovery.k8s.io',
      versions: ['v1'],
      plural: 'endpointslices',
      namespace: NAMESPACE,
      labelSelector: `kubernetes.io/service-name=${SERVICE}`,
      required: false,
    },
    { key: 'pods', group: '', versions: ['v1'], plural: 'pods', namespace: NAMESPACE, required: false },
    { key: 'nodes', group: '', versions: ['v1'], plural: 'nodes', namespace: null, required: false },
  ],
  permissions: [{ verb: 'get', apiGroup: '', resource: 'services/proxy', namespace: NAMESPACE }],
  remember: () => ({ peers: {}, troubles: {} }),
  polls: planPolls,
  parse: parseProbes,
};
