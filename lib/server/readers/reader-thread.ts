import 'server-only';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../clock.ts';
import { planFleet } from '../plan.ts';
import { LocalReaders } from './local-readers.ts';
import type { ThreadStart, ToThread } from './message.ts';
import { Outbox } from './outbox.ts';
import { PeerReceiver } from './peer-lists.ts';

/** The program of a thread that reads some of the clusters; `ReaderThread` starts it and hears it. */
async function main(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('this program runs in a thread only');
  const { config, clusters }: ThreadStart = workerData;
  const plan = await planFleet(config);
  const outbox = new Outbox(systemClock, (batch) => port.postMessage(batch));
  const readers = new LocalReaders({
    clusters: plan.clusters.filter(({ id }) => clusters.includes(id)),
    budgetPerSecond: config.probes.budgetPerSecond,
    clock: systemClock,
    random: Math.random,
    sink: outbox,
  });
  const peers = new PeerReceiver();
  port.on('message', (message: ToThread) => {
    if (message.kind === 'peers') readers.peersChanged(message.cluster, peers.whole(message.cluster, message.peers));
    else if (message.kind === 'leave') readers.leave(message.cluster);
    else if (message.kind === 'stretch') readers.othersStretch = message.stretch;
    else if (message.kind === 'taken') outbox.taken();
    else void readers.stop().finally(() => process.exit(0));
  });
  readers.start();
}

await main();
