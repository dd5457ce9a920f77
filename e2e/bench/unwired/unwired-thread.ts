import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { addressBook } from '#e2e/simulator/probe.ts';
import { applyChange, type Change } from '#e2e/simulator/scenario.ts';
import { systemClock } from '#lib/server/clock.ts';
import { planFleet } from '#lib/server/plan.ts';
import { TURNS } from '#lib/server/readers/local-readers.ts';
import type { ThreadStart, ToThread } from '#lib/server/readers/message.ts';
import { Outbox } from '#lib/server/readers/outbox.ts';
import { OwnLoad } from '#lib/server/readers/own-load.ts';
import { PeerReceiver } from '#lib/server/readers/peer-lists.ts';
import { Turns } from '#lib/server/reading/turns.ts';
import { UnwiredCluster } from './unwired-cluster.ts';
import { unwiredWorld } from './unwired-world.ts';

/** Clusters begin so far apart, and so often is it looked for changes of the world, milliseconds. */
const START_APART_MS = 20;
const CHANGES_EVERY_MS = 100;

/** In place of the program that reads clusters through sockets. */
async function main(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('this program runs in a thread only');
  const { config, clusters }: ThreadStart = workerData;
  const plan = await planFleet(config);
  const { world } = unwiredWorld(plan.clusters.length, Number(process.env.UNWIRED_BORN_AT));
  const addresses = addressBook(world);
  const outbox = new Outbox(systemClock, (batch) => port.postMessage(batch));
  const turns = new Turns(systemClock, TURNS);
  const load = new OwnLoad(systemClock);
  let othersStretch = 1;
  const read = new Map(
    plan.clusters
      .filter(({ id }) => clusters.includes(id))
      .map(({ id, collectors }) => [
        id,
        new UnwiredCluster({
          world,
          id,
          addresses,
          collectors,
          turns,
          clock: systemClock,
          random: Math.random,
          sink: outbox,
          budgetPerSecond: config.probes.budgetPerSecond,
          loadStretch: () => Math.max(load.stretch, othersStretch),
        }),
      ]),
  );
  let applied = 0;
  const applyChanges = () => {
    const lines = readFileSync(process.env.UNWIRED_CHANGES ?? '', 'utf8')
      .split('\n')
      .slice(0, -1);
    for (const line of lines.slice(applied)) {
      const change: Change = JSON.parse(line);
      applyChange(world, change, systemClock.now(), 'change');
    }
    applied = lines.length;
    systemClock.after(CHANGES_EVERY_MS, applyChanges);
  };
  applyChanges();
  const peers = new PeerReceiver();
  port.on('message', (message: ToThread) => {
    if (message.kind === 'peers') read.get(message.cluster)?.peersChanged(peers.whole(message.cluster, message.peers));
    else if (message.kind === 'leave') read.get(message.cluster)?.stop();
    else if (message.kind === 'stretch') othersStretch = message.stretch;
    else if (message.kind === 'taken') outbox.taken();
    else process.exit(0);
  });
  load.start();
  let ms = 0;
  for (const cluster of read.values()) {
    cluster.start(ms);
    ms += START_APART_MS;
  }
}

await main();
