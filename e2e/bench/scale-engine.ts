import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '#lib/server/clock.ts';
import { loadConfig } from '#lib/server/config/load-config.ts';
import { Engine } from '#lib/server/engine.ts';
import { Hub } from '#lib/server/live/hub.ts';
import { threadsFor } from '#lib/server/readers/threaded-readers.ts';
import { type BenchOptions, median } from './figure.ts';
import { openUnwiredFleet } from './unwired/unwired-fleet.ts';

const TITLE = { name: '', simulated: 'all-healthy' };
/** How long a fleet may take to be known, and how long it is then looked at, milliseconds. */
const SETTLE_MS = 240_000;
const STEADY_MS = 30_000;
/** Changes that are awaited, and how long each. */
const CHANGES = 10;
const LOST_AFTER_MS = 30_000;

/** The engine's own work: ticks, event loop, memory, the matrix, and how soon a change is a revision. */
export async function benchScaleEngine(clusters: number, { report, note }: BenchOptions): Promise<void> {
  const unwired = openUnwiredFleet(clusters);
  Object.assign(process.env, unwired.env);
  const { config } = await loadConfig();
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const patches: { at: number; text: string }[] = [];
  let hub: Hub | undefined;
  const from = Date.now();
  const engine = await Engine.start({
    config,
    clock: systemClock,
    random: Math.random,
    threads: threadsFor,
    program: unwired.program,
    onChange: (change) => hub?.publish(change),
    log: (level, message) => level !== 'info' && note(`${level}: ${message}`),
  });
  const { fleet } = engine;
  const ticks: number[] = [];
  const tick = fleet.tick.bind(fleet);
  fleet.tick = (now, spentMs) => {
    const begun = performance.now();
    const change = tick(now, spentMs);
    ticks.push(performance.now() - begun);
    return change;
  };
  hub = new Hub({ clock: systemClock, title: TITLE, build: 'bench', snapshot: () => fleet.snapshot });
  hub.start();
  const listener = {
    view: 'matrix' as const,
    send(bytes: Uint8Array) {
      const text = new TextDecoder().decode(bytes);
      if (text.includes('event: patch')) patches.push({ at: Date.now(), text });
      return true;
    },
    sendWhole: () => true,
    close() {},
  };
  const directions = unwired.links.length * 2;
  const figure = (what: string, value: number, unit: string, most: number) =>
    report({ id: `scale.${clusters}.${what}`, value, unit, goal: `at most ${most}`, ok: value <= most });
  try {
    delay.enable();
    while (Date.now() - from < SETTLE_MS && fleet.snapshot.totals.up < directions) await sleep(500);
    const { up, total } = fleet.snapshot.totals;
    note(`${clusters} clusters: ${up} of ${directions} directions up, ${total} known`);
    figure('settled', (Date.now() - from) / 1000, 's', 120);
    note(`event loop while it settled: p99 ${ms(delay.percentile(99))}, most ${ms(delay.max)}`);
    await hub.join(listener, null);
    await sleep(5000);
    delay.reset();
    ticks.length = 0;
    const used = process.cpuUsage();
    const steadyFrom = performance.now();
    await sleep(STEADY_MS);
    const { user, system } = process.cpuUsage(used);
    note(
      `processor ${((user + system) / 10 / (performance.now() - steadyFrom)).toFixed(0)} % of one core, readers included`,
    );
    note(`event loop: p50 ${ms(delay.percentile(50))}, p99 ${ms(delay.percentile(99))}`);
    figure('loop-delay', delay.max / 1e6, 'ms (most)', 50);
    figure('tick', median(ticks), 'ms (median)', 100);
    note(`${ticks.length} ticks, worst ${Math.max(...ticks).toFixed(0)} ms; now up ${fleet.snapshot.totals.up}`);
    delay.reset();
    const begun = performance.now();
    const { parts } = await hub.whole('matrix');
    const bytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
    note(`matrix in ${(performance.now() - begun).toFixed(0)} ms`);
    figure('matrix', bytes / 1e6, 'MB', 2);

    const latencies: number[] = [];
    for (const [a, b] of unwired.links.slice(3, 3 + CHANGES)) {
      const at = Date.now();
      unwired.set({ from: a, to: b, bothWays: true, cut: true });
      const seen = () => patches.find((patch) => patch.at >= at && patch.text.includes(`"${[a, b].sort().join('~')}"`));
      while (!seen() && Date.now() < at + LOST_AFTER_MS) await sleep(20);
      latencies.push((seen()?.at ?? Number.POSITIVE_INFINITY) - at);
    }
    note(
      `from a cut on the wire to its patch, pings of gateways included: median ${(median(latencies) / 1000).toFixed(1)} s`,
    );
    figure('revision', Math.max(...ticks), 'ms (worst tick)', 500);
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    figure('memory', rss / 1e6, 'MB', 1024);
    note(`heap ${(heapUsed / 1e6).toFixed(0)} MB here, outside of it ${(external / 1e6).toFixed(0)} MB`);
  } finally {
    delay.disable();
    hub.stop();
    await engine.stop();
    unwired.close();
  }
}

function ms(nanoseconds: number): string {
  return `${(nanoseconds / 1e6).toFixed(0)} ms`;
}
