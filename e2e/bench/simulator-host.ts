import { parseArgs } from 'node:util';
import { gatewayNodes, gatewayStatus, writePhaseMs } from '#e2e/simulator/gateway-objects.ts';
import { lastTick } from '#e2e/simulator/kube-object.ts';
import type { Change } from '#e2e/simulator/scenario.ts';
import { type Simulator, startSimulator } from '#e2e/simulator/start-simulator.ts';

/** What a bench asks of its simulator: to change the world, or how much processor time it has used. */
export type Order =
  | { readonly order: 'set'; readonly change: Change }
  /** Cuts or mends a link, and answers the instant from which the objects of its gateways say so. */
  | { readonly order: 'cut'; readonly ends: readonly [string, string]; readonly cut: boolean };

/** What it answers, in the order of what it was asked. */
export interface Answer {
  /** Epoch milliseconds; for `cut` the instant at which the changed object is written. */
  readonly at: number;
}

/** What it says first. */
export interface Ready {
  readonly kubeconfigPath: string;
  readonly configPath: string;
  readonly links: readonly (readonly [string, string])[];
}

/** Gateways write their objects every 5 s. */
const WRITE_EVERY_MS = 5000;
/** A cut is an error in the object of a gateway within this time, milliseconds. */
const KNOWN_WITHIN_MS = 30_000;

/** A simulator in a process of its own, so that its work is not counted as the server's. Speaks to its parent over IPC. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { clusters: { type: 'string', default: '12' } } });
  const simulator = await startSimulator({ clusters: Number(values.clusters), scenario: 'all-healthy' });
  const { kubeconfigPath, configPath, world } = simulator;
  const links = world.fleet.links.flatMap(({ a, b, set }) => (set ? [[a, b] as const] : []));
  process.on('message', (order: Order) => process.send?.(follow(simulator, order) satisfies Answer));
  process.once('disconnect', () => void simulator.stop().then(() => process.exit(0)));
  process.send?.({ kubeconfigPath, configPath, links } satisfies Ready);
}

function follow(simulator: Simulator, order: Order): Answer {
  if (order.order === 'set') {
    simulator.set(order.change);
    return { at: simulator.now() };
  }
  const [from, to] = order.ends;
  simulator.set({ from, to, bothWays: true, cut: order.cut });
  const written = [writtenAt(simulator, from, to, order.cut), writtenAt(simulator, to, from, order.cut)];
  // Either end speaks for both: one that still has replies clears the other, so a cut is known from the second word on.
  return { at: order.cut ? Math.max(...written) : Math.min(...written) };
}

/** When the active gateway of `owner` next writes its connection to `peer` as the wire now is, epoch milliseconds. */
function writtenAt({ world, now }: Simulator, owner: string, peer: string, cut: boolean): number {
  const cluster = world.cluster(owner);
  const from = now();
  for (const node of gatewayNodes(cluster)) {
    const phase = writePhaseMs(cluster, node);
    for (let at = lastTick(from, WRITE_EVERY_MS, phase); at < from + KNOWN_WITHIN_MS; at += WRITE_EVERY_MS) {
      const { connections } = gatewayStatus(world, cluster, node, at);
      const found = (connections as { endpoint: { cluster_id: string }; status: string }[]).find(
        ({ endpoint }) => endpoint.cluster_id === peer,
      );
      if (at >= from && found && (found.status === 'error') === cut) return at;
    }
  }
  return Number.POSITIVE_INFINITY;
}

await main();
