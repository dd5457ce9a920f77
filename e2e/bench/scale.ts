import { loadavg } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '#lib/server/clock.ts';
import { loadConfig } from '#lib/server/config/load-config.ts';
import { Engine } from '#lib/server/engine.ts';
import { Hub } from '#lib/server/live/hub.ts';
import { threadsFor } from '#lib/server/readers/threaded-readers.ts';
import { type BenchOptions, median } from './figure.ts';
import { SimulatorProcess } from './simulator-process.ts';

const TITLE = { name: '', simulated: 'all-healthy' };
/** How long a settled fleet is looked at, milliseconds. */
const STEADY_MS = 30_000;

/** The server's own work at 50 and at 255 clusters, in this process, against a simulator in another one. */
export async function benchScale(options: BenchOptions): Promise<void> {
  for (const clusters of options.small ? [50] : [50, 255]) await measure(clusters, options);
}

async function measure(clusters: number, { report, note }: BenchOptions): Promise<void> {
  const simulator = await SimulatorProcess.start(clusters);
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const { kubeconfigPath, configPath } = simulator.ready;
  Object.assign(process.env, {
    KUBECONFIG: kubeconfigPath,
    CAUSEWAY_CONFIG: configPath,
    CAUSEWAY_HISTORY: ':memory:',
  });
  const { config } = await loadConfig();
  const events: { at: number; name: string; data: string; bytes: number }[] = [];
  let hub: Hub | undefined;
  const from = Date.now();
  const used = process.cpuUsage();
  delay.enable();
  const engine = await Engine.start({
    config,
    clock: systemClock,
    random: Math.random,
    threads: threadsFor,
    onChange: (change) => hub?.publish(change),
    log: (level, message) => level !== 'info' && note(`${level}: ${message}`),
  });
  const { fleet } = engine;
  const ticks: number[] = [];
  const tick = fleet.tick.bind(fleet);
  fleet.tick = (now, enough) => {
    const start = performance.now();
    const change = tick(now, enough);
    ticks.push(performance.now() - start);
    return change;
  };
  let samples = 0;
  const takeSamples = fleet.takeSamples.bind(fleet);
  fleet.takeSamples = () => {
    const taken = takeSamples();
    samples += taken.length;
    return taken;
  };
  hub = new Hub({ clock: systemClock, title: TITLE, build: 'bench', snapshot: () => fleet.snapshot });
  hub.start();
  const listener = {
    view: 'full' as const,
    send(bytes: Uint8Array) {
      const text = new TextDecoder().decode(bytes);
      const [, name = ''] = /^event: (\w+)$/m.exec(text) ?? [];
      events.push({ at: Date.now(), name, data: name === 'patch' ? text : '', bytes: bytes.byteLength });
      return true;
    },
    sendWhole(parts: readonly Uint8Array[]) {
      return listener.send(Buffer.concat(parts));
    },
    close() {},
  };
  const directions = simulator.ready.links.length * 2;
  const id = (what: string) => `scale.${clusters}.${what}`;
  const figure = (what: string, value: number, unit: string, most: number) =>
    report({ id: id(what), value, unit, goal: `at most ${most}`, ok: value <= most });
  try {
    while (Date.now() - from < 180_000) {
      const { up } = fleet.snapshot.totals;
      if (up >= directions) break;
      await sleep(500);
    }
    note(
      `${clusters} clusters: ${fleet.snapshot.totals.up} of ${directions} directions up, load average ${loadavg()[0]?.toFixed(1)}`,
    );
    figure('settled', (Date.now() - from) / 1000, 's', 60);
    const begun = process.cpuUsage(used);
    figure('settle-processor', (begun.user + begun.system) / 1e6, 's', 60);
    note(
      `event loop while it settled: p99 ${(delay.percentile(99) / 1e6).toFixed(0)} ms, max ${(delay.max / 1e6).toFixed(0)} ms`,
    );
    await hub.join(listener, null);
    await sleep(5000);
    delay.reset();
    ticks.length = 0;
    samples = 0;
    const steadyFrom = performance.now();
    const steady = process.cpuUsage();
    const simulated = simulator.processorMs;
    await sleep(STEADY_MS);
    const { user, system } = process.cpuUsage(steady);
    const lasted = performance.now() - steadyFrom;
    figure('processor', (user + system) / 10 / lasted, '%', clusters > 100 ? 100 : 30);
    note(`simulator: ${(((simulator.processorMs - simulated) / lasted) * 100).toFixed(0)} %`);
    // What other work on the machine can't blur: seconds are shared with it, work is not.
    const perSample = (user + system) / 1000 / samples;
    note(`${((samples / lasted) * 1000).toFixed(0)} samples/s, ${perSample.toFixed(2)} ms of processor for each`);
    figure('loop-delay-p99', delay.percentile(99) / 1e6, 'ms', 200);
    note(`event loop: p50 ${(delay.percentile(50) / 1e6).toFixed(0)} ms, max ${(delay.max / 1e6).toFixed(0)} ms`);
    figure('tick', median(ticks), 'ms', 100);
    note(`ticks: ${ticks.length} in ${(lasted / 1000).toFixed(0)} s, worst ${Math.max(...ticks).toFixed(0)} ms`);

    for (const view of ['full', 'matrix'] as const) {
      delay.reset();
      const start = performance.now();
      const { parts } = await hub.whole(view);
      const ms = performance.now() - start;
      const bytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
      if (view === 'matrix') figure('matrix', bytes / 1e6, 'MB', 2);
      const worst = (delay.max / 1e6).toFixed(0);
      note(`${view}: ${(bytes / 1e6).toFixed(2)} MB in ${ms.toFixed(0)} ms, event loop at most ${worst} ms late`);
    }
    const latencies: number[] = [];
    for (const ends of simulator.ready.links.slice(3, 13)) {
      const link = ends.join('~');
      const { at } = await simulator.ask({ order: 'cut', ends, cut: true });
      const seen = () => events.find((event) => event.at >= at && event.data.includes(`"${link}"`));
      while (!seen() && Date.now() < at + 20_000) await sleep(20);
      latencies.push((seen()?.at ?? Number.POSITIVE_INFINITY) - at);
    }
    figure('revision', median(latencies) / 1000, 's', 2);
    note(`revisions: worst ${(Math.max(...latencies) / 1000).toFixed(1)} s of ${latencies.length}`);
    note(
      `patch of one change: ${median(events.flatMap(({ name, bytes }) => (name === 'patch' ? [bytes] : [])))} bytes`,
    );
    events.length = 0;
    delay.reset();
    await simulator.ask({ order: 'set', change: { from: 'site:fra', to: '*', bothWays: true, cut: true } });
    await sleep(20_000);
    const kinds = Map.groupBy(events, ({ name }) => name);
    for (const [name, list] of kinds)
      note(
        `a site is cut: ${list.length} ${name}, largest ${(Math.max(...list.map(({ bytes }) => bytes)) / 1e6).toFixed(3)} MB`,
      );
    note(
      `event loop while a site is cut: p99 ${(delay.percentile(99) / 1e6).toFixed(0)} ms, max ${(delay.max / 1e6).toFixed(0)} ms; down ${fleet.snapshot.totals.down}`,
    );
    const { rss, heapUsed, external } = process.memoryUsage();
    figure('memory', rss / 1e6, 'MB', 2000);
    const sockets = process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
    note(
      `heap ${(heapUsed / 1e6).toFixed(0)} MB, outside of it ${(external / 1e6).toFixed(0)} MB, sockets and their TLS: ${sockets}`,
    );
  } finally {
    hub.stop();
    await engine.stop();
    await simulator.stop();
  }
}
