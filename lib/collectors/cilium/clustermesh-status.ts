import { z } from 'zod';
import { plain } from '#lib/model/words.ts';
import { jsonOf } from './json-of.ts';

/** Zeros and false are left out by the CLI; -1 means that no pod answered. */
const Count = z.number().int().min(-1).catch(0).default(0);
const Connectivity = z.object({
  connected: z.object({ min: Count }).catch({ min: 0 }),
  clusters: z
    .record(z.string(), z.object({ configured: Count, connected: Count }).catch({ configured: 0, connected: 0 }))
    .catch({}),
  total: Count,
  /** By pod and remote cluster. The keys below are capitalised, unlike all others. */
  errors: z.record(z.string(), z.record(z.string(), z.unknown())).catch({}),
});
const Errors = z.object({ Errors: z.array(z.unknown()) });
const Output = z.object({
  access_information: z.object({ cluster_name: z.string().catch('') }),
  connectivity: z.unknown().optional(),
  kvstoremesh: z
    .object({ enabled: z.boolean().catch(false), status: z.unknown().optional() })
    .catch({ enabled: false }),
});

/** How the pods of one program are connected to one remote cluster. */
export interface PodsConnected {
  /** Pods that have it in their list, that are ready for it, and all that were asked. */
  reporting: number;
  ready: number;
  pods: number;
  /** Why others are not, each once; a standby's word is left out. */
  errors: string[];
}

/** The output of `cilium clustermesh status -o json`. A part that is nothing could not be asked: the CLI ends with 0 all the same. */
export interface ClustermeshStatus {
  clusterName: string;
  /** By remote cluster. */
  agents: ReadonlyMap<string, PodsConnected> | null;
  kvstoremesh: ReadonlyMap<string, PodsConnected> | null;
  kvstoremeshEnabled: boolean;
}

const MAX_CLUSTERS = 512;
const MAX_PODS = 5000;
const MAX_ERRORS = 4;
/** What the CLI writes of a replica that does not lead: it knows no cluster. */
const STANDBY = 'unknown status';

/** Reads the CLI's JSON; nothing for any other text. https://github.com/cilium/cilium-cli, `clustermesh status`. */
export function readClustermeshStatus(text: string): ClustermeshStatus | null {
  const parsed = Output.safeParse(jsonOf(text)).data;
  if (!parsed) return null;
  const { access_information: access, connectivity, kvstoremesh } = parsed;
  return {
    clusterName: plain(access.cluster_name, 63),
    agents: podsOf(connectivity),
    kvstoremesh: podsOf(kvstoremesh.status),
    kvstoremeshEnabled: kvstoremesh.enabled,
  };
}

/** Every remote cluster that it names. */
export function namesOf({ agents, kvstoremesh }: ClustermeshStatus): string[] {
  return [...new Set([...(agents?.keys() ?? []), ...(kvstoremesh?.keys() ?? [])])];
}

function podsOf(part: unknown): Map<string, PodsConnected> | null {
  const found = Connectivity.safeParse(part).data;
  if (!found || found.connected.min === -1) return null;
  const errors = new Map<string, Set<string>>();
  for (const byCluster of Object.values(found.errors).slice(0, MAX_PODS)) {
    for (const [cluster, told] of Object.entries(byCluster).slice(0, MAX_CLUSTERS)) {
      const texts = errors.get(cluster) ?? new Set();
      errors.set(cluster, texts);
      // Older CLIs write an error as an empty object.
      for (const one of Errors.safeParse(told).data?.Errors.slice(0, MAX_ERRORS) ?? [])
        if (texts.size < MAX_ERRORS) texts.add(typeof one === 'string' ? plain(one, 300) : 'an error without words');
    }
  }
  return new Map(
    Object.entries(found.clusters)
      .slice(0, MAX_CLUSTERS)
      .map(([cluster, { configured, connected }]) => [
        plain(cluster, 63),
        {
          reporting: Math.max(0, configured),
          ready: Math.max(0, connected),
          pods: Math.max(0, found.total),
          errors: [...(errors.get(cluster) ?? [])].filter((error) => error !== STANDBY),
        },
      ]),
  );
}
