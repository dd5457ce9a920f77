import { z } from 'zod';
import { plain } from '#lib/model/words.ts';
import type { Reached } from './health.ts';
import { jsonOf } from './json-of.ts';

/** Not probed yet: there is no `icmp`. A probe that failed has a `status` and no latency. */
const Address = z.object({
  icmp: z
    .object({ latency: z.number().min(0).optional().catch(undefined), status: z.string().catch('').default('') })
    .optional()
    .catch(undefined),
});
const Place = z
  .object({ 'primary-address': Address.optional().catch(undefined) })
  .optional()
  .catch(undefined);
const Node = z.object({ name: z.string(), host: Place, 'health-endpoint': Place });
const Output = z.object({ local: z.object({ name: z.string() }), nodes: z.array(z.unknown()).nullable().default([]) });

const MAX_NODES = 20_000;
const MAX_CLUSTERS = 512;

/** What one agent's node reaches of other clusters, by `cilium-health status -o json`; nothing for any other text. */
export function readDbgHealth(text: string): { node: string; byCluster: Reached[] } | null {
  const found = Output.safeParse(jsonOf(text)).data;
  const [own, node] = halves(found?.local.name ?? '');
  if (!found || !own || !node) return null;
  const reached = new Map<string, Reached & { rtts: number[] }>();
  for (const value of (found.nodes ?? []).slice(0, MAX_NODES)) {
    const one = Node.safeParse(value).data;
    const [cluster] = halves(one?.name ?? '');
    if (!one || !cluster || cluster === own) continue;
    for (const kind of ['node', 'endpoint'] as const) {
      const icmp = (kind === 'node' ? one.host : one['health-endpoint'])?.['primary-address']?.icmp;
      if (!icmp || (icmp.status === '' && icmp.latency === undefined)) continue;
      const key = `${kind}\n${cluster}`;
      if (!reached.has(key) && reached.size >= 2 * MAX_CLUSTERS) continue;
      const known = reached.get(key) ?? { cluster, kind, reached: 0, of: 0, rttMs: null, rtts: [] };
      const answered = icmp.status === '' && icmp.latency !== undefined;
      if (answered && icmp.latency !== undefined) known.rtts.push(icmp.latency / 1e6);
      reached.set(key, { ...known, of: known.of + 1, reached: known.reached + (answered ? 1 : 0) });
    }
  }
  return { node, byCluster: [...reached.values()].map(({ rtts, ...one }) => ({ ...one, rttMs: median(rtts) })) };
}

/** `west/west-n1` as cluster and node. */
function halves(name: string): [cluster: string, node: string] {
  const [cluster = '', node = ''] = plain(name, 317).split('/');
  return [cluster, node];
}

function median(values: number[]): number | null {
  values.sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? null;
}
