import type { WatchedResource } from '../collector.ts';
import { keptGateway, keptRouteAgent, keptSpec } from './kept.ts';
import { isGatewayNews, isLeaseNews, isRouteAgentNews } from './news.ts';
import type { Settings } from './settings.ts';

const GROUP = 'submariner.io';

/** What is watched, in the namespaces of the settings. Cluster-wide: only the objects of Globalnet. */
export function watchedResources({ namespace, brokerNamespace }: Settings): readonly WatchedResource[] {
  const member = (key: string, version: string, required = false): WatchedResource => ({
    key,
    group: GROUP,
    versions: [version],
    plural: key,
    namespace,
    required,
  });
  const workload = (plural: string, group: string): WatchedResource => ({
    key: plural,
    group,
    versions: ['v1'],
    plural,
    namespace,
    required: false,
  });
  return [
    { ...member('gateways', 'v1', true), keep: keptGateway, isNews: isGatewayNews },
    { ...member('endpoints', 'v1'), keep: keptSpec },
    { ...member('clusters', 'v1'), keep: keptSpec },
    { ...member('routeagents', 'v1'), keep: keptRouteAgent, isNews: isRouteAgentNews },
    member('submariners', 'v1alpha1'),
    { ...member('brokers', 'v1alpha1'), namespace: brokerNamespace },
    { ...member('endpoints', 'v1'), key: 'brokerendpoints', namespace: brokerNamespace, keep: keptSpec },
    {
      ...workload('leases', 'coordination.k8s.io'),
      fieldSelector: 'metadata.name=submariner-gateway-lock',
      isNews: isLeaseNews,
    },
    { ...member('globalingressips', 'v1'), namespace: null },
    { ...member('clusterglobalegressips', 'v1'), namespace: null },
    workload('daemonsets', 'apps'),
    workload('deployments', 'apps'),
  ];
}
