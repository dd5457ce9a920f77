import { z } from 'zod';
import { oncePer } from '#lib/model/once-per.ts';
import type { CachedObject, View, WatchedResource } from '../collector.ts';

/** Pods of Cilium's chart that can be asked in themselves, by the key they are watched under, and the container that is meant. */
export const PODS = {
  meshpods: { label: 'k8s-app=clustermesh-apiserver', container: 'kvstoremesh' },
  agentpods: { label: 'k8s-app=cilium', container: 'cilium-agent' },
  operatorpods: { label: 'name=cilium-operator', container: 'cilium-operator' },
} as const;
export type PodsKey = keyof typeof PODS;

/** Of hundreds of agents a few are asked: each speaks for its own node. Of the others there are a few replicas. */
const MOST = 3;

/** A name of a pod becomes part of a path: what Kubernetes would not take for one is none. */
const NAME = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;
const Port = z
  .object({ name: z.string().catch(''), containerPort: z.number().int().min(1).max(65_535).catch(0) })
  .catch({ name: '', containerPort: 0 });
const Container = z
  .object({ name: z.string().catch(''), ports: z.array(Port).catch([]) })
  .catch({ name: '', ports: [] });
const Pod = z.object({
  metadata: z.object({ name: z.string().regex(NAME), deletionTimestamp: z.unknown().optional() }),
  spec: z.object({ containers: z.array(Container) }),
  status: z.object({ phase: z.string() }),
});

const readPod = oncePer(({ object }: CachedObject) => {
  const found = Pod.safeParse(object).data;
  // One that is to go takes no place of those few: on a lost node it may say so for ever.
  if (found?.status.phase !== 'Running' || found.metadata.deletionTimestamp !== undefined) return null;
  return { name: found.metadata.name, containers: found.spec.containers };
});

/** The pods to watch, by their label: their names are made. */
export function podsIn(namespace: string, key: PodsKey): WatchedResource {
  const { label } = PODS[key];
  return { key, group: '', versions: ['v1'], plural: 'pods', namespace, labelSelector: label, required: false };
}

/** The first pods, by name, in which the container that is meant runs now, with the ports that it names. */
export function runningPods(view: View, key: PodsKey): { name: string; ports: z.infer<typeof Port>[] }[] {
  return view
    .objects(key)
    .flatMap((cached) => readPod(cached) ?? [])
    .flatMap(({ name, containers }) => {
      const meant = containers.find((one) => one.name === PODS[key].container);
      return meant ? [{ name, ports: meant.ports }] : [];
    })
    .slice(0, MOST);
}
