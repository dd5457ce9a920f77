import type { ClusterApi } from '#lib/transport/kubernetes/cluster-api.ts';
import type { KubeObject } from '#lib/transport/kubernetes/kube-object.ts';
import type { ResourceRef } from '#lib/transport/kubernetes/resource-ref.ts';
import { type Watch, type WatchOptions, watchResource } from '#lib/transport/kubernetes/watch.ts';
import type { TransportError } from '#lib/transport/transport-error.ts';

/** A watch with the cache that a consumer would keep, and everything that it was told. */
export interface RecordedWatch {
  watch: Watch;
  /** Objects by `namespace/name`, or name. */
  cache: Map<string, KubeObject>;
  /** How many complete lists came. */
  lists: number;
  failures: TransportError[];
  skipped: string[];
  defects: unknown[];
}

/** Starts a watch and keeps its cache; pauses are short so that tests are. */
export function recordWatch(api: ClusterApi, ref: ResourceRef, options: Partial<WatchOptions> = {}): RecordedWatch {
  const keyOf = ({ metadata }: KubeObject) =>
    metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;
  const record: Omit<RecordedWatch, 'watch'> = { cache: new Map(), lists: 0, failures: [], skipped: [], defects: [] };
  const watch = watchResource(api, ref, {
    onDefect: (thrown) => record.defects.push(thrown),
    replaced(objects) {
      record.lists += 1;
      record.cache.clear();
      for (const object of objects) record.cache.set(keyOf(object), object);
    },
    upserted: (object) => void record.cache.set(keyOf(object), object),
    deleted: (object) => void record.cache.delete(keyOf(object)),
    failed: (error) => void record.failures.push(error),
    skipped: ({ name }) => void record.skipped.push(name),
    ...options,
  });
  watch.start();
  return Object.assign(record, { watch });
}
