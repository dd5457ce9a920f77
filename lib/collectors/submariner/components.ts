import type { Attribute } from '#lib/model/cluster.ts';
import type { CachedObject } from '../collector.ts';
import { listOf, nameOf, type Shape, shapeOf, textOf, textsOf } from './shape.ts';

const MAX_COMPONENTS = 32;
const MAX_VERSIONS = 4;

/** Workloads whose pods write their own version into an object each: gateways and route agents. */
const SELF_VERSIONED = new Map([
  ['submariner-gateway', 'gateways'],
  ['submariner-routeagent', 'routeagents'],
]);

/** What `subctl show versions` prints: each workload's configured image, how many of it are ready, and what runs. */
export function componentAttributes(
  daemonSets: readonly CachedObject[],
  deployments: readonly CachedObject[],
  objects: (key: string) => readonly CachedObject[],
): Attribute[] {
  const selfVersioned = (name: string): readonly CachedObject[] => {
    const key = SELF_VERSIONED.get(name);
    return key ? objects(key) : [];
  };
  return [...daemonSets, ...deployments]
    .filter(({ object }) => nameOf(object).startsWith('submariner'))
    .slice(0, MAX_COMPONENTS)
    .map(({ object }) => {
      const name = nameOf(object);
      const { repository, tag } = imageOf(object);
      const versions = selfVersioned(name).map((cached) => textOf(shapeOf(cached.object.status).version));
      const running = [...new Set(versions)].filter((version) => version !== '').slice(0, MAX_VERSIONS);
      const runs = running.length > 0 ? `running ${running.join(', ')}` : '';
      return { label: name, value: tag, note: [repository, readyOf(object), runs].filter(Boolean).join('; ') };
    });
}

/** Environment variables of these workloads hold the broker's token: only the first container's image is looked at. */
function imageOf(workload: Shape): { repository: string; tag: string } {
  const pod = shapeOf(shapeOf(shapeOf(workload.spec).template).spec);
  const image = textOf(shapeOf(listOf(pod.containers, 1)[0]).image);
  const slash = image.lastIndexOf('/');
  const colon = image.indexOf(':', slash);
  if (colon < 0) return { repository: image.slice(0, Math.max(0, slash)), tag: 'latest' };
  return { repository: image.slice(0, Math.max(0, slash)), tag: image.slice(colon + 1) };
}

function readyOf(workload: Shape): string {
  const status = shapeOf(workload.status);
  const spec = shapeOf(workload.spec);
  const ready = status.numberReady ?? status.readyReplicas;
  const wanted = status.desiredNumberScheduled ?? spec.replicas;
  return typeof wanted === 'number' ? `${typeof ready === 'number' ? ready : 0} of ${wanted} ready` : '';
}

/** The Broker resource, in the cluster that hosts the broker: what `subctl show brokers` prints. */
export function brokerAttributes(brokers: readonly CachedObject[]): Attribute[] {
  return brokers.slice(0, 4).map(({ object }) => {
    const spec = shapeOf(object.spec);
    const globalnet = spec.globalnetEnabled === true ? `Globalnet ${textOf(spec.globalnetCIDRRange)}` : 'no Globalnet';
    const size =
      typeof spec.defaultGlobalnetClusterSize === 'number' ? `${spec.defaultGlobalnetClusterSize} a cluster` : '';
    const domains = textsOf(spec.defaultCustomDomains).join(', ');
    return {
      label: 'Broker hosted here',
      value: nameOf(object),
      note: [textsOf(spec.components).join(', '), globalnet, size, domains].filter(Boolean).join('; '),
    };
  });
}
