import { loadavg } from 'node:os';
import type { BenchOptions } from './figure.ts';
import { benchDemo } from './fleet-demo.ts';
import { benchGone, benchMatrix, benchPaint, benchPan, benchScripts, openBrowser } from './fleet-page.ts';
import { type FleetServer, startFleet } from './fleet-server.ts';
import { benchChanges, benchStale } from './fleet-stream.ts';
import { processorTimeMs } from './processor-time.ts';

/** What people notice of a fleet: the built product on simulated clusters, in a real browser. Small leaves out the large fleets and the demo. */
export async function benchFleet(options: BenchOptions): Promise<void> {
  const { small, note } = options;
  const runs = small ? 1 : 5;
  const browser = await openBrowser();
  const load = () => note(`load average ${loadavg()[0]?.toFixed(1)}`);
  try {
    load();
    if (!small) await benchDemo(browser, options);
    await withFleet(12, options, async (server) => {
      await benchPages(server, options, async () => {
        await benchScripts(browser, server.url, options);
        await benchPaint(browser, server.url, 'fleet.paint-12', runs, options);
        await benchPan(browser, server.url, 'fleet.pan-12', runs, options);
      });
      await benchChanges(server, small ? 20 : 100, options);
      if (!small) await benchStale(server, options);
      await benchGone(browser, server, options);
    });
    if (small) return;
    await withFleet(50, options, (server) =>
      benchPages(server, options, async () => {
        await benchPaint(browser, server.url, 'fleet.paint-50', runs, options);
        await benchPan(browser, server.url, 'fleet.pan-50', runs, options);
      }),
    );
    await withFleet(100, options, (server) =>
      benchPages(server, options, () => benchMatrix(browser, server.url, 'fleet.matrix-100', runs, options)),
    );
  } finally {
    load();
    await browser.close();
  }
}

async function withFleet(clusters: number, { note }: BenchOptions, run: (server: FleetServer) => Promise<void>) {
  const server = await startFleet(clusters, note);
  try {
    await run(server);
  } finally {
    await server.stop();
  }
}

/** Measures pages, and what simulator, client and server use of the processor meanwhile. */
async function benchPages(
  server: FleetServer,
  { report, note }: BenchOptions,
  run: () => Promise<void>,
): Promise<void> {
  const from = performance.now();
  const own = process.cpuUsage();
  const [simulator, web] = [server.simulator.processorMs, processorTimeMs(server.pid)];
  await run();
  const lastedMs = performance.now() - from;
  const { user, system } = process.cpuUsage(own);
  const share = (ms: number) => (100 * ms) / lastedMs;
  const [client, simulated] = [share((user + system) / 1000), share(server.simulator.processorMs - simulator)];
  const { clusters } = server;
  note(
    `${clusters} clusters: simulator ${simulated.toFixed(0)} %, client ${client.toFixed(0)} %, server ${share(processorTimeMs(server.pid) - web).toFixed(0)} % of one core, load average ${loadavg()[0]?.toFixed(1)}`,
  );
  const value = client + simulated;
  report({ id: `fleet.bystanders-${clusters}`, value, unit: '%', goal: 'under 20', ok: value < 20 });
}
