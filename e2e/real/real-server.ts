import { describe } from 'vitest';
import { findBinaries } from '#e2e/testbed/binaries.ts';
import { systemClock } from '#lib/server/clock.ts';
import { type ClusterApi, openCluster } from '#lib/transport/kubernetes/cluster-api.ts';
import { loadContexts } from '#lib/transport/kubernetes/contexts.ts';

/** A suite that needs real API servers: left out by name where there are none, a failure where nothing may be left out. */
export function describeReal(name: string, body: () => void, alsoMissing: string | null = null): void {
  const leftOut = findBinaries().leftOut ?? alsoMissing;
  if (leftOut && process.env.CAUSEWAY_TEST_STRICT === '1') throw new Error(leftOut);
  describe.skipIf(leftOut !== null)(leftOut ? `${name} (${leftOut})` : name, body);
}

/** Opens the one context of a kubeconfig. */
export async function openKubeconfig(
  file: string,
  options: { exec?: boolean; credentialTimeoutMs?: number } = {},
): Promise<ClusterApi> {
  const { contexts, problems } = await loadContexts({ kubeconfig: file });
  const context = contexts[0];
  if (!context) throw new Error(`no context: ${JSON.stringify(problems)}`);
  return openCluster(context, { clock: systemClock, ...options });
}
