import { setTimeout as sleep } from 'node:timers/promises';
import type { FleetLink } from '#lib/api/fleet.ts';
import { PatchEvent } from '#lib/api/stream.ts';
import type { BenchOptions } from './figure.ts';
import type { FleetServer } from './fleet-server.ts';
import { StreamReader } from './read-stream.ts';

/** Changes begin so far apart, milliseconds. */
const APART_MS = 150;
/** What has not arrived by then never will, milliseconds. */
const LOST_AFTER_MS = 20_000;
/** Three times the 5 s at which a cluster is asked whether it is there, milliseconds. */
const THREE_INTERVALS_MS = 15_000;

interface Sighting {
  at: number;
  link: FleetLink;
}

/**
 * From the instant at which a gateway writes a changed object to the patch that says it. Links are cut and mended in turn;
 * probes are refused meanwhile, so that nothing else can have told.
 */
export async function benchChanges(
  server: FleetServer,
  changes: number,
  { report, note }: BenchOptions,
): Promise<void> {
  const { simulator } = server;
  await simulator.ask({ order: 'set', change: { from: '*', to: '*', probesRefused: true } });
  await sleep(10_000);
  const stream = await StreamReader.open(server.url);
  const latencies: number[] = [];
  const { links } = simulator.ready;
  try {
    for (let cut = true; latencies.length < changes; cut = !cut) {
      const asked = [];
      for (const ends of links.slice(0, changes - latencies.length)) {
        asked.push({ id: ends.join('~'), ...(await simulator.ask({ order: 'cut', ends, cut })) });
        await sleep(APART_MS);
      }
      const until = Math.max(...asked.map(({ at }) => at)) + LOST_AFTER_MS;
      const seen = () => sightings(stream);
      const firstAfter = (all: Sighting[], id: string, at: number) =>
        all.find((one) => one.link.id === id && one.at >= at);
      while (Date.now() < until) {
        const all = seen();
        if (asked.every(({ id, at }) => firstAfter(all, id, at))) break;
        await sleep(250);
      }
      const all = seen();
      for (const { id, at } of asked) latencies.push((firstAfter(all, id, at)?.at ?? Number.POSITIVE_INFINITY) - at);
    }
    for (const ends of links) await simulator.ask({ order: 'cut', ends, cut: false });
    const sorted = latencies.toSorted((a, b) => a - b);
    const quantile = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN) / 1000;
    note(`fleet.change: p50 ${quantile(0.5).toFixed(2)} s, worst ${quantile(1).toFixed(2)} s`);
    const value = quantile(0.95);
    report({
      id: 'fleet.change',
      value,
      unit: `s (p95 of ${latencies.length})`,
      goal: 'at most 2',
      ok: value <= 2,
    });
  } finally {
    stream.stop();
  }
}

function sightings({ events }: StreamReader): Sighting[] {
  return events
    .filter(({ name }) => name === 'patch')
    .flatMap(({ at, data }) => PatchEvent.parse(JSON.parse(data)).links.map((link) => ({ at, link })));
}

/**
 * Two clusters fall silent: how long after three intervals without an answer of theirs the link between them, of which nobody
 * else speaks, is `stale`.
 */
export async function benchStale(server: FleetServer, { report }: BenchOptions): Promise<void> {
  const ends = server.simulator.ready.links[0];
  if (!ends) throw new Error('no link');
  const stream = await StreamReader.open(server.url);
  try {
    const heardAt = await lastHeard(server.url, ends, () =>
      server.simulator.ask({ order: 'set', change: { cluster: [...ends], api: 'hangs' } }),
    );
    const stale = () => sightings(stream).find(({ link }) => link.id === ends.join('~') && link.status === 'stale');
    const until = Date.now() + THREE_INTERVALS_MS * 3;
    while (!stale() && Date.now() < until) await sleep(100);
    const value = ((stale()?.at ?? Number.POSITIVE_INFINITY) - heardAt - THREE_INTERVALS_MS) / 1000;
    report({ id: 'fleet.stale', value, unit: 's past three intervals', goal: 'at most 1', ok: value <= 1 });
  } finally {
    await server.simulator.ask({ order: 'set', change: { cluster: [...ends], api: 'ok' } });
    stream.stop();
  }
}

/** Silences clusters and answers when the last of them was last heard, epoch milliseconds. */
async function lastHeard(url: string, ids: readonly string[], silence: () => Promise<unknown>): Promise<number> {
  await silence();
  // An answer that was on its way is in by now, and three intervals are not over.
  await sleep(3000);
  const heard = await Promise.all(
    ids.map(async (id) => {
      const { observedAt } = (await (await fetch(`${url}/api/v1/clusters/${id}`)).json()) as { observedAt: string };
      return Date.parse(observedAt);
    }),
  );
  return Math.max(...heard);
}
