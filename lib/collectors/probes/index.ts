import type { Permission } from '#lib/model/source.ts';
import type { Collector, WatchedResource } from '../collector.ts';
import { parseProbes } from './parse.ts';
import { NEW_MEMORY, type ProbeMemory } from './peer-memory.ts';
import { planPolls } from './plan.ts';
import { Settings } from './settings.ts';

/** The exporter's objects; with a `url` its Service need not be there. */
function place({ namespace, service, port }: Settings): {
  resources: readonly WatchedResource[];
  permissions: readonly Permission[];
} {
  const core = { group: '', versions: ['v1'] };
  return {
    resources: [
      {
        ...core,
        key: 'services',
        plural: 'services',
        namespace,
        fieldSelector: `metadata.name=${service}`,
        required: true,
      },
      {
        key: 'endpointSlices',
        group: 'discovery.k8s.io',
        versions: ['v1'],
        plural: 'endpointslices',
        namespace,
        labelSelector: `kubernetes.io/service-name=${service}`,
        required: false,
      },
      { ...core, key: 'pods', plural: 'pods', namespace, required: false },
      {
        key: 'serviceimports',
        group: 'multicluster.x-k8s.io',
        versions: ['v1beta1', 'v1alpha1'],
        plural: 'serviceimports',
        namespace: null,
        required: false,
      },
      { ...core, key: 'nodes', plural: 'nodes', namespace: null, required: false },
    ],
    permissions: [
      { verb: 'get', apiGroup: '', resource: 'services/proxy', namespace, resourceNames: [`http:${service}:${port}`] },
    ],
  };
}

/** blackbox_exporter in each cluster: what packets of every size do on the way to each peer and back. */
export const probes: Collector<Settings, ProbeMemory> = {
  id: 'probes',
  label: 'Probes',
  settings: Settings,
  ...place(Settings.parse({})),
  place,
  asksPeers: true,
  remember: () => NEW_MEMORY,
  polls: planPolls,
  parse: parseProbes,
};
