import { z } from 'zod';
import { Counts, Status } from './status.ts';
import { Words } from './words.ts';

/** A place: a datacentre, a cloud region, an edge location. */
export const Site = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['on-prem', 'cloud', 'edge', 'unplaced']),
  provider: z.string().nullable(),
  region: z.string().nullable(),
  clusters: z.array(z.string()),
  status: Status,
  conflict: z.boolean(),
  /** Of all directions that touch the site. */
  counts: Counts,
});
export type Site = z.infer<typeof Site>;

/** A labelled line about a cluster, as a system says it: `{label: 'Submariner', value: '0.24.0', note: 'libreswan, no Globalnet'}`. */
export const Attribute = z.object({ label: z.string(), value: z.string(), note: z.string() });
export type Attribute = z.infer<typeof Attribute>;

/** A node that carries links. */
export const Gateway = z.object({
  system: z.string(),
  node: z.string(),
  /** Its own word: `active`, `passive`, or what it says instead. */
  says: z.string(),
  status: Status,
  /** Connections it calls established, and all that it lists. */
  connected: z.number(),
  connections: z.number(),
  /** Epoch milliseconds: our receipt of its last heartbeat. */
  heartbeatAt: z.number().nullable(),
  /** Milliseconds between two heartbeats, as promised. */
  heartbeatEveryMs: z.number().nullable(),
  remark: z.string(),
});
export type Gateway = z.infer<typeof Gateway>;

export const Node = z.object({
  name: z.string(),
  ready: z.boolean().nullable(),
  version: z.string(),
  addresses: z.array(z.string()),
  /** Where the node is, by its own labels. */
  region: z.string(),
  zone: z.string(),
  provider: z.string(),
});
export type Node = z.infer<typeof Node>;

/** What is known of a cluster, as it says itself; empty where nobody said. */
export const ClusterFacts = z.object({
  version: z.string().nullable(),
  /** The kube-system namespace's UID: two contexts with one UID are one cluster. */
  uid: z.string().nullable(),
  nodes: z.array(Node),
  podCidrs: z.array(z.string()),
  serviceCidrs: z.array(z.string()),
  /** Its clock minus ours, and the bound on the error (half the round trip), milliseconds. */
  clock: z.object({ diffMs: z.number(), uncertaintyMs: z.number(), at: z.number() }).nullable(),
  attributes: z.array(Attribute),
  gateways: z.array(Gateway),
});
export type ClusterFacts = z.infer<typeof ClusterFacts>;

/** A name by which a system knows a cluster. Submariner's scope is broker address and namespace. */
export const Alias = z.object({ system: z.string(), scope: z.string(), name: z.string() });
export type Alias = z.infer<typeof Alias>;

export function aliasKey(alias: Alias): string {
  return `${alias.system}\n${alias.scope}\n${alias.name}`;
}

export const Cluster = z.object({
  id: z.string(),
  /** The raw text of the context or the configured id; untrusted. */
  name: z.string(),
  site: z.string(),
  /** Whether we read it ourselves: `read`, `unread` (a context that does not answer), `hearsay` (only others speak of it). */
  reading: z.enum(['read', 'unread', 'hearsay', 'waiting']),
  /** Of our reading it: `up` while we can, `stale` when we can't any more, `unknown` when we never could. */
  status: Status,
  conflict: z.boolean(),
  since: z.number().nullable(),
  words: Words,
  /** Epoch milliseconds of the last answer. */
  observedAt: z.number().nullable(),
  systems: z.array(z.string()),
  aliases: z.array(Alias),
  facts: ClusterFacts,
  /** Of all directions that touch it. */
  counts: Counts,
});
export type Cluster = z.infer<typeof Cluster>;

export function emptyFacts(): ClusterFacts {
  return {
    version: null,
    uid: null,
    nodes: [],
    podCidrs: [],
    serviceCidrs: [],
    clock: null,
    attributes: [],
    gateways: [],
  };
}
