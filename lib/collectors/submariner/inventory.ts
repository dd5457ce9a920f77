import type { Attribute, ClusterFacts } from '#lib/model/cluster.ts';
import type { CachedObject } from '../collector.ts';
import type { WatchedGateway } from './heartbeat.ts';
import { shapeOf, textOf, textsOf } from './shape.ts';
import type { SubmarinerResource } from './submariner-resource.ts';

/** Address ranges of this cluster: from the Submariner resource, else from its own Cluster object. */
interface Ranges {
  pods: string[];
  services: string[];
  global: string[];
}

export function rangesOf(
  resource: SubmarinerResource | null,
  clusters: readonly CachedObject[],
  ownId: string | null,
): Ranges {
  const own = clusters.map(({ object }) => shapeOf(object.spec)).find((spec) => textOf(spec.cluster_id) === ownId);
  const split = (text: string): string[] => text.split(/[,\s]+/).filter((part) => part !== '');
  const ranges = (text: string, list: unknown): string[] => (text === '' ? textsOf(list) : split(text));
  return {
    pods: ranges(resource?.clusterCidr ?? '', own?.cluster_cidr),
    services: ranges(resource?.serviceCidr ?? '', own?.service_cidr),
    global: ranges(resource?.globalCidr ?? '', own?.global_cidr),
  };
}

/** What `subctl show networks` prints and more, as labelled lines. */
export function inventory(
  resource: SubmarinerResource | null,
  gateways: readonly WatchedGateway[],
  ranges: Ranges,
  ownId: string | null,
): Pick<ClusterFacts, 'attributes' | 'podCidrs' | 'serviceCidrs'> {
  const attributes: Attribute[] = [];
  const add = (label: string, value: string, note = ''): void => {
    if (value !== '') attributes.push({ label, value, note });
  };
  const driver = resource?.cableDriver || gateways.find((gateway) => gateway.local)?.local?.driver || '';
  const globalnet = ranges.global.length > 0 ? `Globalnet ${ranges.global.join(', ')}` : 'no Globalnet';
  const version = resource?.version || gateways.find((gateway) => gateway.version !== '')?.version || '';
  add('Submariner', version, [driver, globalnet].filter(Boolean).join(', '));
  add('Submariner cluster id', ownId ?? '');
  if (resource) {
    const broker = [resource.brokerAddress, resource.brokerNamespace].filter(Boolean).join(' ');
    add('Submariner broker', broker, 'whether it can be reached is unknown: no object tells');
    add('Submariner network plugin', resource.networkPlugin);
    add('Submariner NAT', resource.natEnabled === null ? '' : resource.natEnabled ? 'on' : 'off');
    add('Submariner health check', resource.healthCheck);
    add('Submariner clusterset addresses', resource.clustersetIpCidr);
  }
  return { attributes, podCidrs: ranges.pods, serviceCidrs: ranges.services };
}
