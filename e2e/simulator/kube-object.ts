import { stableUid } from './chance.ts';
import type { Cluster } from './fleet.ts';

/** A Kubernetes object as it goes over the wire. */
export type KubeObject = {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    creationTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }[];
    generation?: number;
  };
  [field: string]: unknown;
};

/** An object that is made only when somebody asks; `version` changes whenever its content does. */
export type Entry = { namespace?: string; name: string; version: string; make(): KubeObject };

export const uidOf = (cluster: Cluster, kind: string, namespace: string, name: string): string =>
  stableUid(cluster.id, kind, namespace, name);

/** RFC 3339 in whole seconds, as metav1.Time prints it. */
export const rfc3339 = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
/** RFC 3339 with microseconds, as metav1.MicroTime prints it. */
export const rfc3339Micro = (at: number): string => `${new Date(at).toISOString().slice(0, 23)}000Z`;

/** The last instant of a raster at or before `at`. */
export const lastTick = (at: number, periodMs: number, phaseMs: number): number =>
  Math.floor((at - phaseMs) / periodMs) * periodMs + phaseMs;

/** Milliseconds as Go's time.Duration prints them, to the nanosecond: `447.358µs`, `24.613456ms`, `1.009796402s`, `0s`. */
export function goDuration(ms: number): string {
  const nanoseconds = Math.round(ms * 1e6);
  if (nanoseconds === 0) return '0s';
  if (nanoseconds < 1000) return `${nanoseconds}ns`;
  if (nanoseconds < 1e6) return `${nanoseconds / 1e3}µs`;
  return nanoseconds < 1e9 ? `${nanoseconds / 1e6}ms` : `${nanoseconds / 1e9}s`;
}
