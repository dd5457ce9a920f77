import { until } from '#e2e/testbed/processes.ts';
import type { Direction } from '#lib/model/link.ts';
import { type ServiceRow, serviceView } from '#lib/model/service-rows.ts';
import { ServiceScene } from '#lib/model/service-scene.ts';
import type { Source } from '#lib/model/source.ts';
import { systemClock } from '#lib/server/clock.ts';
import { Config } from '#lib/server/config/config.ts';
import { Engine } from '#lib/server/engine.ts';
import { fleetText } from '#lib/server/fleet-text.ts';

/** What is shown of the two directions between the sites. */
export interface Shown {
  ab: Direction;
  ba: Direction;
}

/** The product without its web server, reading both clusters of the lab. */
export interface LabFleet {
  /** Waits until what is shown satisfies `check`; throws with what was shown last. Answers the milliseconds it took. */
  shows(what: string, check: (shown: Shown) => boolean, limitMs: number): Promise<number>;
  /** Watches for `ms` that `check` holds all the time; throws with what broke it. */
  keeps(what: string, check: (shown: Shown) => boolean, ms: number): Promise<void>;
  shown(): Shown | null;
  /** What `npm run fleet` prints. */
  text(): string;
  /** How a cluster reaches a service, step by step. */
  row(key: string, cluster: string): ServiceRow | undefined;
  source(id: string): Source | undefined;
  finding(rule: string): string | undefined;
  stop(): Promise<void>;
}

export interface LabOptions {
  /** Kubeconfig files. */
  a: string;
  b: string;
  /** Seconds between small echoes; everything else follows. */
  smallSeconds?: number;
  promise: { rttMs?: number; mtuBytes?: number };
}

/** Starts reading. Intervals are short, so that a scenario takes seconds; what they stand in for is tested elsewhere. */
export async function startFleet({ a, b, promise, smallSeconds = 3 }: LabOptions): Promise<LabFleet> {
  const { rttMs, mtuBytes } = promise;
  const config = Config.parse({
    clusters: [
      { id: 'a', kubeconfig: a },
      { id: 'b', kubeconfig: b },
    ],
    links: [{ clusters: ['a', 'b'], ...(mtuBytes ? { mtuBytes } : {}), ...(rttMs ? { slo: { rttMs } } : {}) }],
    probes: {
      budgetPerSecond: 100,
      intervals: { smallSeconds, fullSeconds: 4, sizesSeconds: 10, againSeconds: 0.3 },
    },
    history: { url: 'file::memory:' },
  });
  const defects: string[] = [];
  const engine = await Engine.start({
    config,
    clock: systemClock,
    random: Math.random,
    onChange: () => {},
    log: (level, message) => level === 'error' && defects.push(message),
  });

  function shown(): Shown | null {
    if (defects[0]) throw new Error(defects[0]);
    const directions = engine.fleet.snapshot.links.get('a~b')?.directions;
    return directions ? { ab: directions[0], ba: directions[1] } : null;
  }

  const holds = (check: (shown: Shown) => boolean) => {
    const now = shown();
    return now !== null && check(now);
  };
  const text = () => fleetText(engine.fleet.snapshot, systemClock.now());

  return {
    shown,
    text,
    async shows(what, check, limitMs) {
      const startedAt = Date.now();
      await until(what, () => holds(check), limitMs).catch((thrown) => {
        throw new Error(`${thrown instanceof Error ? thrown.message : thrown}:\n${text()}`);
      });
      return Date.now() - startedAt;
    },
    async keeps(what, check, ms) {
      const endAt = Date.now() + ms;
      await until(`${what}, all the time`, () => {
        if (!holds(check)) throw new Error(`broken: ${what}:\n${text()}`);
        return Date.now() > endAt;
      });
    },
    row: (key, cluster) =>
      serviceView(new ServiceScene(engine.fleet.snapshot, systemClock.now()), key).rows.find(
        (row) => row.cluster === cluster,
      ),
    source: (id) => engine.fleet.snapshot.sources.get(id),
    finding: (rule) =>
      [...engine.fleet.snapshot.findings.values()].find((finding) => finding.rule === rule)?.words.text,
    stop: () => engine.stop(),
  };
}
