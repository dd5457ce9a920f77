import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadScenario } from '#e2e/simulator/scenario.ts';
import { type Simulator, startSimulator } from '#e2e/simulator/start-simulator.ts';
import { until } from '#e2e/testbed/processes.ts';
import type { Direction } from '#lib/model/link.ts';
import type { Status } from '#lib/model/status.ts';
import { systemClock } from '#lib/server/clock.ts';
import { parseConfig } from '#lib/server/config/load-config.ts';
import { Engine } from '#lib/server/engine.ts';
import { fleetText } from '#lib/server/fleet-text.ts';

/** fra-core, dub-pay, lej-robot and ams-bi: every scenario of one fault touches one or two of them. */
const CLUSTERS = 4;
/** Probes are asked more often than by default, seconds: the tests last as long as the product needs to be sure. */
const INTERVALS = { smallSeconds: 2, fullSeconds: 4, sizesSeconds: 20, againSeconds: 1 };
const ALL_WITHIN_MS = 120_000;

/** The product's engine on a simulated fleet, in real time, and everything that its directions ever were. */
class Watched {
  readonly engine: Engine;
  readonly simulator: Simulator;
  readonly scenario: string;
  /** By `from>to`: every status since everything was up. */
  readonly #seen = new Map<string, Set<Status>>();

  private constructor(simulator: Simulator, scenario: string, engine: Engine, seen: Map<string, Set<Status>>) {
    this.simulator = simulator;
    this.scenario = scenario;
    this.engine = engine;
    this.#seen = seen;
  }

  /** Starts with everything in order, or with what was so before the story of the scenario began; the rest is told step by step. */
  static async start(scenario: string): Promise<Watched> {
    const { steps, ...story } = loadScenario(scenario);
    const before = steps.filter(({ at }) => at < 0);
    const simulator = await startSimulator({ clusters: CLUSTERS, scenario: { ...story, steps: before } });
    const config = parseConfig(readFileSync(simulator.configPath, 'utf8'), simulator.configPath);
    const seen = new Map<string, Set<Status>>();
    const engine = await Engine.start({
      config: {
        ...config,
        kubeconfig: simulator.kubeconfigPath,
        history: { ...config.history, url: ':memory:' },
        probes: { ...config.probes, intervals: INTERVALS },
      },
      clock: systemClock,
      random: Math.random,
      // As the product does; the other tests read in their own thread.
      threads: () => 1,
      onChange: (_, { links }) => {
        for (const { from, to, status } of [...links.values()].flatMap((link) => link.directions))
          seen.get(`${from}>${to}`)?.add(status);
      },
      log: () => {},
    });
    const watched = new Watched(simulator, scenario, engine, seen);
    if (before.length > 0) return watched;
    await watched.until('everything is up', () => {
      const all = watched.directions();
      return (
        all.length === CLUSTERS * (CLUSTERS - 1) && all.every(({ status, layers }) => status === 'up' && layers.path)
      );
    });
    for (const { from, to } of watched.directions()) seen.set(`${from}>${to}`, new Set(['up']));
    return watched;
  }

  directions(): Direction[] {
    return [...this.engine.fleet.snapshot.links.values()].flatMap((link) => link.directions);
  }

  direction(from: string, to: string): Direction {
    const found = this.directions().find((one) => one.from === from && one.to === to);
    if (!found) throw new Error(`no direction ${from}>${to}`);
    return found;
  }

  /** Tells the n-th step of the story. */
  step(index: number): void {
    const step = loadScenario(this.scenario).steps[index];
    if (!step) throw new Error(`${this.scenario} has no step ${index}`);
    this.simulator.set(step.set);
  }

  until(what: string, holds: () => unknown): Promise<unknown> {
    return until(what, holds, ALL_WITHIN_MS).catch((thrown) => {
      throw new Error(`${thrown}\n${fleetText(this.engine.fleet.snapshot, systemClock.now())}`);
    });
  }

  finding(rule: string) {
    return [...this.engine.fleet.snapshot.findings.values()].find((finding) => finding.rule === rule);
  }

  /** What a direction ever was since everything was up. */
  everWas(from: string, to: string): Status[] {
    return [...(this.#seen.get(`${from}>${to}`) ?? [])].sort();
  }

  /** Every status of the directions that do not touch one cluster, or are not between two. */
  elsewhere(a?: string, b?: string): Status[] {
    const there = (id: string) => id === a || id === b;
    const others = this.directions().filter(({ from, to }) =>
      b === undefined ? !there(from) && !there(to) : !there(from) || !there(to),
    );
    return [...new Set(others.flatMap(({ from, to }) => this.everWas(from, to)))].sort();
  }

  async stop(): Promise<void> {
    await this.engine.stop();
    await this.simulator.stop();
  }
}

/** Watches a scenario to its end. */
function watch(scenario: string, title: string, story: (watched: Watched) => Promise<void>): void {
  it.concurrent(`${scenario}: ${title}`, { timeout: 2 * ALL_WITHIN_MS }, async () => {
    const watched = await Watched.start(scenario);
    try {
      await story(watched);
    } finally {
      await watched.stop();
    }
  });
}

watch('all-healthy', 'no finding, no flag, no failed source', async (watched) => {
  await new Promise((resolve) => systemClock.after(20_000, () => resolve(undefined)));
  expect(watched.elsewhere()).toEqual(['up']);
  const { findings, sources } = watched.engine.fleet.snapshot;
  expect([...findings.keys()]).toEqual([]);
  expect([...sources.values()].filter(({ state }) => state === 'failed')).toEqual([]);
  expect(watched.directions().filter(({ conflict }) => conflict)).toEqual([]);
});

watch('mtu-blackhole-one-way', 'one direction is down with conflict, the way back never', async (watched) => {
  watched.step(0);
  await watched.until('the way there is down with conflict', () => {
    const { status, conflict, ownerLayer } = watched.direction('fra-core', 'dub-pay');
    return status === 'down' && conflict && ownerLayer === 'path';
  });
  await watched.until('the rule names it', () => watched.finding('mtu-blackhole'));
  expect(watched.finding('mtu-blackhole')?.subject).toEqual({ kind: 'direction', from: 'fra-core', to: 'dub-pay' });
  expect(watched.everWas('dub-pay', 'fra-core')).toEqual(['up']);
  expect(watched.elsewhere('fra-core', 'dub-pay')).toEqual(['up']);
});

watch('health-check-filtered', 'the link stays up, with conflict and a finding', async (watched) => {
  watched.step(0);
  await watched.until('the rule names it', () => watched.finding('tunnel-down-path-up'));
  const direction = watched.direction('fra-core', 'dub-pay');
  expect(direction).toMatchObject({ status: 'up', conflict: true });
  expect(watched.everWas('fra-core', 'dub-pay')).toEqual(['up']);
  expect(watched.everWas('dub-pay', 'fra-core')).toEqual(['up']);
});

watch('gateway-stale', 'the gateway is named with its age, its links stay up', async (watched) => {
  watched.step(0);
  watched.step(1);
  await watched.until('the rule names it', () => watched.finding('gateway-stale'));
  expect(watched.finding('gateway-stale')?.words.text).toContain('lej-robot-gw1');
  await watched.until('the tunnel leans on what was measured and on the other end', () => {
    const { tunnel } = watched.direction('lej-robot', 'fra-core').layers;
    return tunnel?.status === 'up';
  });
  expect(watched.elsewhere()).toEqual(['up']);
});

watch('cluster-hangs', 'its sources time out, its peers witness for it', async (watched) => {
  watched.step(0);
  await watched.until('its sources failed', () => {
    const own = [...watched.engine.fleet.snapshot.sources.values()].filter(({ cluster }) => cluster === 'lej-robot');
    return own.length > 0 && own.every(({ state, reason }) => state === 'failed' && reason === 'timeout');
  });
  await watched.until('one of two witnesses is left', () =>
    ['fra-core', 'dub-pay', 'ams-bi'].every((peer) => watched.direction('lej-robot', peer).witnesses.fresh === 1),
  );
  expect(watched.engine.fleet.snapshot.clusters.get('lej-robot')).toMatchObject({ reading: 'unread', status: 'stale' });
  const others = [...watched.engine.fleet.snapshot.sources.values()].filter(({ cluster }) => cluster !== 'lej-robot');
  expect(others.filter(({ state }) => state === 'failed')).toEqual([]);
  expect(watched.elsewhere()).toEqual(['up']);
});

watch('cluster-rubbish', 'its sources are malformed, nothing of the rubbish is believed', async (watched) => {
  const { snapshot } = watched.engine.fleet;
  await watched.until('every source whose API it names failed', () => {
    const own = [...snapshot.sources.values()].filter(
      ({ cluster, state }) => cluster === 'ams-bi' && state !== 'absent',
    );
    return own.length === 4 && own.every(({ state, reason }) => state === 'failed' && reason === 'malformed');
  });
  // Nothing tells that the cluster which its peers speak of is this one: its own word is rubbish.
  const peers = ['fra-core', 'dub-pay', 'lej-robot'];
  await watched.until('everything among the others is up, and with what they say of it', () =>
    peers.every((from) => watched.directions().filter((one) => one.from === from && one.status === 'up').length === 3),
  );
  // What it names as its peers is hearsay, and stays it.
  const strangers = [...snapshot.clusters.values()].filter(({ id }) => ![...peers, 'ams-bi'].includes(id));
  expect(strangers.filter(({ reading }) => reading !== 'hearsay')).toEqual([]);
  expect(strangers.map(({ id }) => id)).toContain('submariner-ams-bi');
  expect(watched.directions().filter(({ status }) => status === 'down')).toEqual([]);
  expect(watched.engine.faults().filter(({ part }) => part.startsWith('rule'))).toEqual([]);
});

watch('tunnel-down', 'both directions are down, and up after the repair; nothing else is touched', async (watched) => {
  watched.step(0);
  const ways = () => [watched.direction('fra-core', 'dub-pay'), watched.direction('dub-pay', 'fra-core')];
  await watched.until('both are down', () => ways().every(({ status }) => status === 'down'));
  watched.step(1);
  await watched.until('both are up', () => ways().every(({ status }) => status === 'up'));
  expect(watched.elsewhere('fra-core', 'dub-pay')).toEqual(['up']);
});

watch('takeover', 'the links come back through the other gateway', async (watched) => {
  watched.step(0);
  const links = () => watched.directions().filter(({ from, to }) => from === 'dub-pay' || to === 'dub-pay');
  await watched.until('the links are interrupted', () => links().some(({ status }) => status !== 'up'));
  await watched.until('the links are back', () => links().every(({ status }) => status === 'up'));
  const gateways = () => watched.engine.fleet.snapshot.clusters.get('dub-pay')?.facts.gateways ?? [];
  // The object of the lost one goes with the first write of its successor, or a moment later.
  await watched.until('the other one leads', () =>
    gateways().some(({ node, says, status }) => node === 'dub-pay-gw2' && says === 'active' && status === 'up'),
  );
  await watched.until('the rule names the change, with the time it took', () =>
    /took over from dub-pay-gw1: nobody led for \d\d\.\d s, and every tunnel answered again/.test(
      watched.finding('gateway-failover')?.words.text ?? '',
    ),
  );
  const others = ['gateway-split-brain', 'gateway-none-active', 'broker-unreachable', 'endpoint-not-published'];
  expect(others.filter((rule) => watched.finding(rule))).toEqual([]);
  watched.step(1);
  await watched.until('the first one is its passive sibling', () =>
    gateways().some(({ node, says }) => node === 'dub-pay-gw1' && says === 'passive'),
  );
  expect(watched.elsewhere('dub-pay')).not.toContain('down');
});

watch('mesh', 'the id used twice is found though both read ready, agents are known to be blind', async (watched) => {
  const found = (id: string) => watched.engine.fleet.snapshot.findings.get(id);
  const blind = ['fra-core>dub-pay', 'dub-pay>fra-core'].map((way) => `clustermesh-agent-blind/direction/${way}`);
  await watched.until('the rules name them', () =>
    [...blind, 'cluster-id-duplicated/link/dub-pay~lej-robot', 'global-service-not-shared/cluster/dub-pay'].every(
      (id) => found(id),
    ),
  );
  await watched.until('links of both are degraded by the id alone, whatever reads ready', () =>
    [
      ['fra-core', 'lej-robot'],
      ['lej-robot', 'fra-core'],
      ['lej-robot', 'dub-pay'],
    ].every(([from = '', to = '']) => {
      const { status, ownerLayer, words } = watched.direction(from, to);
      return status === 'degraded' && ownerLayer === 'identity' && words.text.includes('dub-pay, lej-robot');
    }),
  );
  await watched.until('of two clusters with one id, one calls the other ready', () =>
    watched.direction('lej-robot', 'dub-pay').layers.discovery?.words.text.includes('ready for dub-pay'),
  );
  expect(watched.direction('fra-core', 'dub-pay')).toMatchObject({ status: 'degraded', ownerLayer: 'discovery' });
  await watched.until('agents of one side never finish', () =>
    found('clustermesh-not-ready/direction/dub-pay>lej-robot')?.words.text.includes('step sync fails'),
  );
  const mesh = [...watched.engine.fleet.snapshot.findings.values()].filter(({ rule }) => rule.startsWith('cluster'));
  expect(mesh).toHaveLength(4);
  expect(watched.directions().filter(({ status }) => status === 'down')).toEqual([]);
  watched.simulator.set({ from: 'fra-core', to: 'dub-pay', bothWays: true, meshCut: false });
  await watched.until('the mesh is whole again between the two', () => blind.every((id) => !found(id)));
});
