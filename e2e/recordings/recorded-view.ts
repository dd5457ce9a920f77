import type { CachedObject, View } from '#lib/collectors/collector.ts';
import type { RecordedEvent } from './recording.ts';

const BROKER_NAMESPACE = 'submariner-k8s-broker';

/** Under which resource key a recorded object is watched; nothing for kinds that nobody watches. */
function keyOf({ kind, object }: RecordedEvent): string | undefined {
  const { name, namespace } = object.metadata as { name: string; namespace?: string };
  const inBroker = namespace === BROKER_NAMESPACE;
  switch (kind) {
    case 'Gateway':
      return 'gateways';
    case 'Endpoint':
      return inBroker ? 'brokerendpoints' : 'endpoints';
    case 'Cluster':
      return inBroker ? undefined : 'clusters';
    case 'Lease':
      return name === 'submariner-gateway-lock' ? 'leases' : undefined;
    case 'RouteAgent':
    case 'Submariner':
    case 'Broker':
    case 'GlobalIngressIP':
    case 'ClusterGlobalEgressIP':
    case 'DaemonSet':
    case 'Deployment':
      return `${kind.toLowerCase()}s`;
    default:
      return undefined;
  }
}

/** The caches of one cluster, fed from a recording. Resources that the recording never has count as never listed. */
export class RecordedView implements View {
  provenAt: number;
  /** All recorded clocks are one clock. */
  readonly heartbeat = null;
  readonly #startAt: number;
  readonly #recorded: ReadonlySet<string>;
  readonly #caches = new Map<string, Map<string, CachedObject>>();

  constructor(cluster: string, events: readonly RecordedEvent[], startAt: number) {
    this.provenAt = startAt;
    this.#startAt = startAt;
    this.#recorded = new Set(events.flatMap((event) => (event.cluster === cluster ? (keyOf(event) ?? []) : [])));
  }

  apply(event: RecordedEvent): void {
    const key = keyOf(event);
    if (!key) return;
    const cache = this.#caches.get(key) ?? new Map<string, CachedObject>();
    this.#caches.set(key, cache);
    const { name, namespace = '' } = event.object.metadata as { name: string; namespace?: string };
    const id = `${namespace}/${name}`;
    if (event.event === 'DELETED') {
      cache.delete(id);
      return;
    }
    const before = cache.get(id);
    const appearedAt = before ? before.appearedAt : event.event === 'STATE' ? null : event.at;
    cache.set(id, { object: event.object, appearedAt, changedAt: Math.max(event.at, this.#startAt) });
  }

  objects(key: string): readonly CachedObject[] {
    const cache = this.#caches.get(key) ?? new Map<string, CachedObject>();
    return [...cache].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cached]) => cached);
  }

  listed(key: string): boolean {
    return this.#recorded.has(key);
  }
}
