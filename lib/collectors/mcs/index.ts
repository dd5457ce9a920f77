import { z } from 'zod';
import type { Collector, WatchedResource } from '../collector.ts';
import { type Memory, remember } from './memory.ts';
import { parse } from './parse.ts';
import { SOURCE_CLUSTER } from './shape.ts';

const Settings = z.object({});

/** From mcs-api 0.5.0 on both versions are served with equal schemas; before, only the older one. */
function mcs(plural: string): WatchedResource {
  const [group, versions] = ['multicluster.x-k8s.io', ['v1beta1', 'v1alpha1']];
  return { key: plural, group, versions, plural, namespace: null, required: true };
}

/** The Multi-Cluster Services API: which cluster exports which service, and who has it, whatever implements it. */
export const mcsApi: Collector<z.infer<typeof Settings>, Memory> = {
  id: 'mcs',
  label: 'Multi-cluster services',
  settings: Settings,
  resources: [
    mcs('serviceexports'),
    mcs('serviceimports'),
    {
      key: 'endpointslices',
      group: 'discovery.k8s.io',
      versions: ['v1'],
      plural: 'endpointslices',
      namespace: null,
      // Of all slices of the cluster only those that an implementation has made for the cluster set.
      labelSelector: SOURCE_CLUSTER,
      required: false,
    },
    { key: 'namespaces', group: '', versions: ['v1'], plural: 'namespaces', namespace: null, required: false },
  ],
  permissions: [],
  remember,
  polls: () => [],
  parse,
};
