import { z } from 'zod';
import { oncePer } from '#lib/model/once-per.ts';
import type { ProbeOffer } from '#lib/model/reading.ts';
import { plain } from '#lib/model/words.ts';
import type { CachedObject, View } from '../collector.ts';

const CiliumNode = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    health: z.object({ ipv4: z.string().catch('') }).catch({ ipv4: '' }),
    ipam: z.object({ podCIDRs: z.array(z.string()).catch([]) }).catch({ podCIDRs: [] }),
  }),
});

const readNode = oncePer(({ object }: CachedObject) => CiliumNode.safeParse(object).data);

const MAX_RANGES = 1000;
const MAX_OFFERS = 4;

/** Ranges that Cilium itself gave to nodes: with its own IPAM the Node objects say something else. */
export function podCidrs(view: View): string[] {
  const ranges = view.objects('ciliumnodes').flatMap((cached) => readNode(cached)?.spec.ipam.podCIDRs ?? []);
  return [...new Set(ranges.slice(0, MAX_RANGES).map((range) => plain(range, 63)))];
}

/** The health endpoints of a few nodes: pods in the pod network that answer echoes, also from other clusters. */
export function healthOffers(view: View): ProbeOffer[] {
  return view
    .objects('ciliumnodes')
    .flatMap((cached) => readNode(cached) ?? [])
    .filter(({ spec }) => /^(\d{1,3}\.){3}\d{1,3}$/.test(spec.health.ipv4))
    .slice(0, MAX_OFFERS)
    .map(({ metadata, spec }) => ({
      kind: 'echo',
      address: spec.health.ipv4,
      port: null,
      from: `health endpoint of node ${plain(metadata.name, 253)}`,
    }));
}
