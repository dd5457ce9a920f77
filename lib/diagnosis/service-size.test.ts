import { beforeAll, describe, expect, it } from 'vitest';
import { linkId } from '#lib/model/identity.ts';
import { madeCluster, madeDirection, madeLink, madeMember } from '#lib/model/made-links.ts';
import { endpoints, exported, imported, report } from '#lib/model/made-services.ts';
import type { ClusterServices, ServiceReport } from '#lib/model/service.ts';
import { emptySnapshot, type Snapshot } from '#lib/model/snapshot.ts';
import type { Status } from '#lib/model/status.ts';
import { diagnose } from './diagnose.ts';
import { RULES } from './rules/index.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const [CLUSTERS, SERVICES] = [255, 400];
const ids = Array.from({ length: CLUSTERS }, (_, index) => `c${index}`);
const ABOUT_SERVICES = RULES.filter(({ needs }) => needs.includes('services'));
/** Of each service two clusters are exporters. */
const exportersOf = (service: number) => [ids[service % CLUSTERS] ?? '', ids[(service * 7 + 3) % CLUSTERS] ?? ''];

function servicesOf(cluster: string): ClusterServices {
  const services = Array.from({ length: SERVICES }, (_, index): [string, ServiceReport] => {
    const by = exportersOf(index);
    const said = {
      export: by.includes(cluster) ? exported() : null,
      import: imported(by),
      endpoints: by.map((source) => endpoints(source, 2)),
      endpointsChangedAt: NOW - 3_600_000,
    };
    return [`shop/service-${index}`, report(`service-${index}`, said)];
  });
  const listed = { exports: true, imports: true, endpoints: true };
  const scope = { observedAt: NOW, freshForMs: 3_600_000, listed, leftOut: 0, namespaces: new Set(['shop']) };
  return { ...scope, source: `${cluster}/mcs`, cluster, services: new Map(services) };
}

/** Processor time of this process, milliseconds: others run beside it. */
function busyMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

describe('rules about services at 255 clusters with 400 services', () => {
  const snapshot: Snapshot = emptySnapshot(NOW);
  let now = NOW;

  function link(status: (from: string, to: string) => Status): void {
    const judged = (from: string, to: string) =>
      madeDirection(from, to, { status: status(from, to), since: NOW - 100_000, observedAt: NOW });
    for (const [index, a] of ids.entries())
      for (const b of ids.slice(index + 1)) snapshot.links.set(linkId(a, b), madeLink(a, b, judged));
  }

  /** Runs all rules about services; answers what they found and the processor time. */
  function run(): { found: string[]; tookMs: number } {
    const begun = busyMs();
    const { findings, faults } = diagnose(snapshot, new Map(), ++now, new Map(), ABOUT_SERVICES);
    const tookMs = busyMs() - begun;
    expect(faults).toEqual([]);
    return { found: [...findings.keys()], tookMs };
  }

  beforeAll(() => {
    for (const id of ids) {
      snapshot.clusters.set(id, madeCluster(id, { ...madeMember(id), observedAt: NOW }));
      snapshot.services.set(`${id}/mcs`, servicesOf(id));
    }
    link(() => 'up');
  });

  it('what is the same as before costs next to nothing', () => {
    // Everything is compared once, some of it in each run.
    for (let runs = 0; runs < 15; runs += 1) expect(run().found).toEqual([]);
    const took = Array.from({ length: 5 }, () => run().tookMs);
    // 15 ms on the machine that this was written on; it was 140 before anything was kept.
    expect(Math.min(...took)).toBeLessThan(50);
  });

  it('one copy that falls behind among a hundred thousand is found', () => {
    const scope = snapshot.services.get('c200/mcs');
    const before = scope?.services.get('shop/service-5');
    if (!scope || !before) throw new Error('nothing made');
    const behind = { ...before, endpoints: before.endpoints.map((one) => ({ ...one, ready: 0 })) };
    snapshot.services.set('c200/mcs', { ...scope, services: new Map([...scope.services, ['shop/service-5', behind]]) });
    expect(run().found).toEqual(['endpoints-diverged/cluster/c200']);
    snapshot.services.set('c200/mcs', scope);
    expect(run().found).toEqual([]);
  });

  it('a cluster that is cut off is named by all that hold its endpoints', () => {
    link((from, to) => (from === 'c7' || to === 'c7' ? 'down' : 'up'));
    const { found, tookMs } = run();
    expect(found).toHaveLength(CLUSTERS);
    expect(tookMs).toBeLessThan(150);
  });

  it('with every link down there is one finding for each cluster, not one for each direction', () => {
    link(() => 'down');
    const { found, tookMs } = run();
    expect(found).toEqual([...ids].sort().map((id) => `export-without-datapath/cluster/${id}`));
    // Some 150 ms: it is looked for until fifty services are found in each.
    expect(tookMs).toBeLessThan(1000);
  });
});
