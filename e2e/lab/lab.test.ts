import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { needsLab } from '#e2e/suite/machine.ts';
import { type LabFleet, startFleet } from './fleet.ts';
import { createNetwork, type LabNetwork } from './network.ts';
import { type SiteCluster, startSiteCluster } from './site-cluster.ts';

const leftOut = needsLab();
if (leftOut && process.env.CAUSEWAY_TEST_STRICT === '1') throw new Error(`left out: ${leftOut}`);

describe.skipIf(leftOut)(leftOut ? `the lab (left out: ${leftOut})` : 'the lab', () => {
  let network: LabNetwork;
  let a: SiteCluster;
  let b: SiteCluster;
  let kubeconfigs: { a: string; b: string };
  let fleet: LabFleet | null = null;

  beforeAll(async () => {
    network = createNetwork();
    [a, b] = await Promise.all([startSiteCluster('a', network.a), startSiteCluster('b', network.b)]);
    await Promise.all([a.startExporter(), b.startExporter()]);
    kubeconfigs = { a: await a.api.writeKubeconfig(), b: await b.api.writeKubeconfig() };
  });
  afterEach(async () => {
    await fleet?.stop();
    fleet = null;
    network.fault({ kind: 'none' });
  });
  afterAll(async () => {
    await Promise.all([a?.stop(), b?.stop()]);
    network?.remove();
  });

  /** A fleet that has seen the healthy network. */
  async function healthyFleet(options: { smallSeconds?: number; rttMs?: number } = {}): Promise<LabFleet> {
    const { smallSeconds, ...promise } = options;
    const started = await startFleet({
      ...kubeconfigs,
      ...(smallSeconds ? { smallSeconds } : {}),
      promise: { mtuBytes: 1500, ...promise },
    });
    fleet = started;
    await started.shows(
      'both directions up at full size',
      ({ ab, ba }) =>
        [ab, ba].every(
          (d) =>
            d.status === 'up' && d.words.id === 'direction.up.full' && d.mtuBytes === 1500 && d.basis === 'measured',
        ),
      20_000,
    );
    return started;
  }

  it('healthy: both directions are up, measured at full size from both ends', async () => {
    const { shown, text } = await healthyFleet();
    const now = shown();
    expect(text()).toMatch(/^a -> b {2}up .* passes 1500 B measured$/m);
    expect(now?.ab).toMatchObject({ witnesses: { fresh: 2, of: 2 }, conflict: false, rttFrom: 'a' });
    expect(now?.ba).toMatchObject({ witnesses: { fresh: 2, of: 2 }, conflict: false, rttFrom: 'b' });
    expect(now?.ab.rttMs).toBeGreaterThan(0);
    expect(now?.ab.rttMs).toBeLessThan(50);
  });

  it('black hole from a to b: that direction is down and says why, the other one stays up', async () => {
    const { shows, keeps, shown, text, finding } = await healthyFleet();
    network.fault({ kind: 'large-lost', from: 'a', overBytes: 1300 });
    await shows('a>b down', ({ ab }) => ab.status === 'down', 25_000);
    await shows('a>b limited, b>a up', ({ ab, ba }) => ab.mtuBytes === 1280 && ba.status === 'up', 25_000);
    await keeps('a>b down, b>a not', ({ ab, ba }) => ab.status === 'down' && ba.status !== 'down', 8000);
    expect(shown()?.ab.words.text).toMatch(/full-size packets (to b|from a) are lost/);
    expect(shown()?.ba).toMatchObject({ mtuBytes: 1500, basis: 'inferred' });
    expect(text()).toMatch(/^a -> b {2}down .* passes 1280 B measured$/m);
    expect(text()).toMatch(/^b -> a {2}up .* passes 1500 B inferred$/m);
    expect(finding('mtu-blackhole')).toMatch(/a .*b/);
    network.fault({ kind: 'none' });
    await shows('both up again', ({ ab, ba }) => ab.status === 'up' && ba.status === 'up', 20_000);
  });

  it('black hole both ways (an MTU of 1,300 whose router is mute): both directions are down', async () => {
    const { shows } = await healthyFleet();
    network.fault({ kind: 'mtu', bytes: 1300, announced: false });
    await shows('both down', ({ ab, ba }) => ab.status === 'down' && ba.status === 'down', 25_000);
    await shows('both limited', ({ ab, ba }) => ab.mtuBytes === 1280 && ba.mtuBytes === 1280, 25_000);
  });

  it('an MTU of 1,300 whose router says so: nothing is down, since senders adapt', async () => {
    const { keeps, shows } = await healthyFleet();
    network.fault({ kind: 'mtu', bytes: 1300, announced: true });
    await keeps('neither down', ({ ab, ba }) => ab.status !== 'down' && ba.status !== 'down', 12_000);
    await shows('still up', ({ ab, ba }) => ab.status === 'up' && ba.status === 'up', 10_000);
  });

  it('every packet from a to b lost: both directions are down, way not known', async () => {
    const { shows } = await healthyFleet();
    network.fault({ kind: 'cut', from: ['a'] });
    await shows(
      'both down, way not known',
      ({ ab, ba }) => [ab, ba].every((d) => d.status === 'down' && d.words.text.includes('way not known')),
      25_000,
    );
    network.fault({ kind: 'none' });
    await shows('neither down', ({ ab, ba }) => ab.status !== 'down' && ba.status !== 'down', 10_000);
  });

  it('every packet lost both ways: both directions are down, way not known', async () => {
    const { shows } = await healthyFleet();
    network.fault({ kind: 'cut', from: ['a', 'b'] });
    await shows(
      'both down, way not known',
      ({ ab, ba }) => [ab, ba].every((d) => d.status === 'down' && d.words.text.includes('way not known')),
      25_000,
    );
  });

  it('one packet in five lost from a to b: degraded, and no limit of size is made of it', async () => {
    const { shows, shown } = await healthyFleet({ smallSeconds: 1 });
    network.fault({ kind: 'loss', from: 'a', percent: 20 });
    await shows(
      'both degraded by loss',
      ({ ab, ba }) =>
        [ab, ba].every((d) => d.status === 'degraded' && d.words.text.includes('lost') && (d.lossRatio ?? 0) > 0.05),
      45_000,
    );
    expect(shown()).toMatchObject({ ab: { mtuBytes: 1500 }, ba: { mtuBytes: 1500 } });
  });

  it('slower than promised (a promise that no network keeps): degraded', async () => {
    const started = await startFleet({ ...kubeconfigs, smallSeconds: 1, promise: { rttMs: 0.001 } });
    fleet = started;
    await started.shows(
      'both degraded by their round trip',
      ({ ab, ba }) => [ab, ba].every((d) => d.status === 'degraded' && d.words.text.includes('promised 0.001 ms')),
      20_000,
    );
  });

  it('a dark and cut off: its last words do not hold off what b measures', async () => {
    const { shows } = await healthyFleet();
    network.fault({ kind: 'cut', from: ['a', 'b'] });
    a.api.freeze();
    try {
      await shows('both down', ({ ab, ba }) => ab.status === 'down' && ba.status === 'down', 30_000);
    } finally {
      a.api.thaw();
    }
  });

  it('the exporter of a dead: its source fails, no direction is ever down, one witness is left', async () => {
    const { shows, keeps, source, shown } = await healthyFleet();
    await a.stopExporter();
    try {
      const never = keeps('no direction down', ({ ab, ba }) => ab.status !== 'down' && ba.status !== 'down', 18_000);
      await Promise.all([
        never,
        shows('the source of a failed', () => source('a/probes')?.state === 'failed', 18_000),
        shows('one witness', ({ ab, ba }) => [ab, ba].every((d) => d.witnesses.fresh === 1), 18_000),
      ]);
      expect(shown()).toMatchObject({ ab: { status: 'up' }, ba: { status: 'up' } });
    } finally {
      await a.startExporter();
    }
    await shows('two witnesses', ({ ab, ba }) => [ab, ba].every((d) => d.witnesses.fresh === 2), 20_000);
  });
});
