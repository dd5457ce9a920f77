import { z } from 'zod';
import { oncePer } from '#lib/model/once-per.ts';
import type { ProbeOffer } from '#lib/model/reading.ts';
import { plain } from '#lib/model/words.ts';
import type { CachedObject, View } from '../collector.ts';

const Named = z.object({ metadata: z.object({ name: z.string() }) });
const Pod = Named.extend({
  spec: z.object({ nodeName: z.string().catch(''), hostNetwork: z.boolean().catch(false) }),
});
const Node = Named.extend({
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.unknown()).catch({}) }),
});
const Endpoint = z.object({
  addresses: z.array(z.unknown()).catch([]),
  conditions: z.object({ ready: z.boolean().nullish().catch(null) }).catch({ ready: null }),
  nodeName: z.string().catch(''),
  targetRef: z.object({ name: z.string().catch('') }).catch({ name: '' }),
});
const EndpointSlice = z.object({
  addressType: z.literal('IPv4'),
  endpoints: z.array(z.unknown()).catch([]),
  ports: z.array(z.object({ port: z.number().int().nullish() }).catch({})).catch([]),
});

const readPod = oncePer(({ object }: CachedObject) => Pod.safeParse(object).data);
const readNode = oncePer(({ object }: CachedObject) => Node.safeParse(object).data);
const readSlice = oncePer(({ object }: CachedObject) => {
  const slice = EndpointSlice.safeParse(object).data;
  return (slice?.endpoints ?? []).flatMap((entry) => {
    const endpoint = Endpoint.safeParse(entry).data;
    return endpoint ? [{ ...endpoint, port: slice?.ports[0]?.port ?? null }] : [];
  });
});

/** No cluster needs more; an answer with thousands is not believed whole. */
const MAX_OFFERS = 8;
const IPV4 = /^(\d{1,3}\.){3}\d{1,3}$/;

/**
 * The exporter's pods as addresses that peers may probe; those on nodes that are no Submariner gateway first, since only
 * they prove the way from the gateway on. A pod in its node's network is none: its address is not reached through a tunnel.
 */
export function exporterOffers(view: View, port: number): ProbeOffer[] {
  const hostPods = new Set<string>();
  const nodeOfPod = new Map<string, string>();
  for (const cached of view.objects('pods')) {
    const pod = readPod(cached);
    if (pod?.spec.hostNetwork) hostPods.add(pod.metadata.name);
    if (pod) nodeOfPod.set(pod.metadata.name, pod.spec.nodeName);
  }
  const gateways = new Set(
    view.objects('nodes').flatMap((cached) => {
      const node = readNode(cached);
      return node?.metadata.labels['submariner.io/gateway'] === 'true' ? [node.metadata.name] : [];
    }),
  );
  const found = view.objects('endpointSlices').flatMap((cached) =>
    readSlice(cached).flatMap((endpoint) => {
      const address = endpoint.addresses[0];
      // A missing `ready` means ready (discovery.k8s.io/v1).
      if (endpoint.conditions.ready === false || typeof address !== 'string' || !IPV4.test(address)) return [];
      const pod = endpoint.targetRef.name;
      if (hostPods.has(pod)) return [];
      const node = endpoint.nodeName || nodeOfPod.get(pod) || '';
      return [{ address, pod, node, gateway: gateways.has(node), port: endpoint.port ?? port }];
    }),
  );
  return found
    .sort((a, b) => Number(a.gateway) - Number(b.gateway) || (a.address < b.address ? -1 : 1))
    .slice(0, MAX_OFFERS)
    .map(({ address, pod, node, gateway, port: ownPort }) => ({
      kind: 'exporter',
      address,
      port: ownPort,
      from: plain(`pod ${pod || 'unnamed'}${node ? ` on ${gateway ? 'gateway ' : ''}node ${node}` : ''}`, 253),
    }));
}
