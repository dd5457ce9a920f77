import type { z } from 'zod';
import type { Reading } from '#lib/model/reading.ts';
import type { Permission } from '#lib/model/source.ts';

/** A Kubernetes resource that a collector wants watched. The pipeline keeps one cache per resource and cluster. */
export interface WatchedResource {
  /** The key under which `View` hands it out: `gateways`. */
  key: string;
  group: string;
  /** In order of preference; the first one that the cluster serves is watched. */
  versions: readonly string[];
  plural: string;
  /** One namespace, or nothing for all of them. */
  namespace: string | null;
  labelSelector?: string;
  fieldSelector?: string;
  /** Without it the system is absent from this cluster; others may be missing. */
  required: boolean;
  /**
   * What is kept of an object's contents, without it everything: of large objects only what is read, and what hundreds of
   * objects repeat once. Metadata is kept in any case. The object is untrusted and of any shape; it must not be changed.
   * `before`: what was kept of it last.
   */
  keep?(object: Record<string, unknown>, before: Record<string, unknown> | undefined): Record<string, unknown>;
  /**
   * Whether a change says more than that things go on as they were; without it every change does. What is no news is read
   * within seconds, together with whatever comes meanwhile. Both objects are as they were kept.
   */
  isNews?(object: Record<string, unknown>, before: Record<string, unknown>): boolean;
}

/** One object of a cache with our own times, epoch milliseconds. Everything in `object` is untrusted and of any shape. */
export interface CachedObject {
  object: Record<string, unknown>;
  /** Our receipt of its first version, or null when it was there when we came. */
  appearedAt: number | null;
  /** Our receipt of its current version; for an object that was there when we came, the instant we came. */
  changedAt: number;
}

/** What is known of one cluster at one instant. */
export interface View {
  /** Objects of a watched resource, in order of name; empty while it was never listed. */
  objects(key: string): readonly CachedObject[];
  /** Whether the first complete list of a resource has arrived. Nothing is concluded from a resource before. */
  listed(key: string): boolean;
  /** How many objects of it are there and not handed out, being too many; without it none. What is not handed out is not missing. */
  leftOut?(key: string): number;
  /**
   * The last instant at which the caches were proven current (the API server answered and the watch is alive), epoch
   * milliseconds. What an object without a heartbeat says is as old as this.
   */
  provenAt: number;
  /** The last answer of the API server to our heartbeat, or null before the first one. */
  heartbeat: Heartbeat | null;
}

/** One answered `/readyz`. Instants are epoch milliseconds. */
export interface Heartbeat {
  at: number;
  /** Round trip of the request, milliseconds. */
  durationMs: number;
  /** How far the server's clock is ahead of ours, true within the uncertainty; null when it did not tell its time. */
  clock: { differenceMs: number; uncertaintyMs: number } | null;
}

/** An answer of a poll; the last one of its key. */
export interface PollAnswer {
  key: string;
  /** Epoch milliseconds. */
  at: number;
  durationMs: number;
  /** When it is asked again after this call, milliseconds: as planned, or later where a budget stretches it. */
  everyMs?: number;
  result: { ok: true; status: number; body: string } | { ok: false; reason: string; message: string };
}

/** One repeated question. */
export interface Poll {
  /** Unique within the source; answers come back under it. */
  key: string;
  everyMs: number;
  deadlineMs: number;
  /** Counts against the probe budget of the cluster. */
  budgeted: boolean;
  ask:
    | { kind: 'get'; path: string; headers?: Record<string, string> }
    | {
        kind: 'service-proxy';
        namespace: string;
        service: string;
        scheme: 'http' | 'https';
        port: number | string;
        path: string;
        headers?: Record<string, string>;
      }
    /** One pod, where a service would pick one by chance; its ports have no names here. */
    | {
        kind: 'pod-proxy';
        namespace: string;
        pod: string;
        scheme: 'http' | 'https';
        port: number;
        path: string;
        headers?: Record<string, string>;
      }
    | { kind: 'http'; url: string; headers?: Record<string, string> }
    /**
     * A command in a pod, where the cluster's configuration allows `exec`; its answer is what it wrote to stdout. It is ended by the
     * program `timeout` of its image, or is `brief`: it ends by itself, and its image has no such program.
     */
    | { kind: 'exec'; namespace: string; pod: string; container: string; command: readonly string[]; brief: boolean }
    /** A file that another program writes; its answer is as old as its last writing. */
    | { kind: 'file'; path: string };
}

/** A peer cluster of this one, as merged from all systems, with what may be probed there. */
export interface Peer {
  cluster: string;
  /** Addresses that the peer offers, exporters first. */
  offers: { kind: 'exporter' | 'echo'; address: string; port: number | null; from: string }[];
  /** What the configuration promises of the link. */
  promise: { rttMs: number | null; mtuBytes: number | null };
}

export interface CollectorInput<Settings, Memory> {
  settings: Settings;
  view: View;
  /** Answers since the last call, in order. */
  answers: readonly PollAnswer[];
  /** Peers of this cluster, in order of id. */
  peers: readonly Peer[];
  memory: Memory;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * A system that can be read. A collector declares; the pipeline does. `parse` and `polls` are pure: no network, no clock,
 * no `node:` imports. `parse` may keep what it must remember (since when a connection is missing) in its memory.
 */
export interface Collector<Settings = unknown, Memory = unknown> {
  id: string;
  label: string;
  settings: z.ZodType<Settings>;
  /** Names of settings that are the path of a file: in a configuration a relative one is taken from the folder of that. */
  paths?: readonly string[];
  resources: readonly WatchedResource[];
  /** The same where settings say otherwise than the defaults: another namespace. */
  resourcesFor?(settings: Settings): readonly WatchedResource[];
  /** Rights beyond get, list and watch on the resources. */
  permissions: readonly Permission[];
  /** What to watch and which rights to need where settings move them; without it, or by default, the two lists above. */
  place?(settings: Settings): { resources: readonly WatchedResource[]; permissions: readonly Permission[] };
  /** Settings that are off by default and need further rights: each gets a manifest of its own, by its name. */
  options?: readonly { name: string; settings: Settings }[];
  /** It asks the peers of its cluster: it is read again when they change. */
  asksPeers?: boolean;
  remember(): Memory;
  /** All questions to repeat from now on. The same array as before: nothing changed. */
  polls(input: CollectorInput<Settings, Memory>): readonly Poll[];
  parse(input: CollectorInput<Settings, Memory>): { reading: Reading; memory: Memory };
}
