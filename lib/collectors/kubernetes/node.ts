import { z } from 'zod';
import type { Node } from '#lib/model/cluster.ts';
import { plain } from '#lib/model/words.ts';

/** The parts of a Node that are read; anything malformed reads as not said. */
const NodeObject = z.object({
  metadata: z
    .object({ name: z.string().catch(''), labels: z.record(z.string(), z.unknown()).catch({}) })
    .catch({ name: '', labels: {} }),
  spec: z
    .object({ podCIDR: z.unknown().optional(), podCIDRs: z.unknown().optional(), providerID: z.string().catch('') })
    .catch({ providerID: '' }),
  status: z
    .object({
      conditions: z.array(z.unknown()).catch([]),
      addresses: z.array(z.unknown()).catch([]),
      nodeInfo: z.object({ kubeletVersion: z.string().catch('') }).catch({ kubeletVersion: '' }),
    })
    .catch({ conditions: [], addresses: [], nodeInfo: { kubeletVersion: '' } }),
});

const Condition = z.object({ type: z.string(), status: z.string() });
const Address = z.object({ type: z.string(), address: z.string() });

/** Reads one Node object of any shape. */
export function readNode(object: unknown): Node & { podCidrs: string[] } {
  const { metadata, spec, status } = NodeObject.parse(object);
  const ready = status.conditions.map((one) => Condition.safeParse(one).data).find((one) => one?.type === 'Ready');
  const label = (name: string) => plain(metadata.labels[name] ?? '', 100);
  const text = (values: unknown): string[] =>
    (Array.isArray(values) ? values : [values]).filter((one) => typeof one === 'string');
  return {
    name: plain(metadata.name, 253),
    ready: ready ? (ready.status === 'Unknown' ? null : ready.status === 'True') : null,
    version: plain(status.nodeInfo.kubeletVersion, 63),
    addresses: status.addresses.flatMap((one) => {
      const address = Address.safeParse(one).data;
      return address?.type === 'InternalIP' ? [plain(address.address, 63)] : [];
    }),
    region: label('topology.kubernetes.io/region'),
    zone: label('topology.kubernetes.io/zone'),
    provider: plain(/^([a-z]+):\/\//.exec(spec.providerID)?.[1] ?? '', 63),
    podCidrs: (spec.podCIDRs === undefined ? text(spec.podCIDR) : text(spec.podCIDRs)).map((cidr) => plain(cidr, 63)),
  };
}
