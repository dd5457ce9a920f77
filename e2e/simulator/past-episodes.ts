import type { Fleet, Link } from './fleet.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The made past is calm towards its end: what happens then is the scenario's. */
const CALM_BEFORE_NOW_MS = 3 * HOUR_MS;
/** From a fault to the verdict: small echoes are asked every 10 s, transfers every 30 s. */
const NOTICED_AFTER_MS = { outage: 11_000, 'black-hole': 33_000 };

/** Something that went wrong, or was declared, on one direction from one instant until another (epoch milliseconds). */
export type Episode = {
  fromAt: number;
  toAt: number;
  kind: 'outage' | 'black-hole' | 'slow' | 'lossy' | 'maintenance' | 'not-watched';
  /** black-hole: the largest size that passes, bytes; slow: milliseconds more; lossy: the share lost; else 0 */
  amount: number;
};

/** A small generator of fractions in [0, 1) (mulberry32): the same seed, the same past. */
export function fractions(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

const directionsOf = (link: Link): string[] => [`${link.a}>${link.b}`, `${link.b}>${link.a}`];

/** Links between two sites, which share what breaks between them. */
function trunks(fleet: Fleet): { sites: [string, string]; links: Link[] }[] {
  const siteOf = new Map(fleet.clusters.map((cluster) => [cluster.id, cluster.site.id]));
  const found = new Map<string, { sites: [string, string]; links: Link[] }>();
  for (const link of fleet.links) {
    const [first = '', second = ''] = [siteOf.get(link.a) ?? '', siteOf.get(link.b) ?? ''].toSorted();
    if (first === second) continue;
    const trunk = found.get(`${first}~${second}`) ?? { sites: [first, second], links: [] };
    trunk.links.push(link);
    found.set(`${first}~${second}`, trunk);
  }
  return [...found.values()];
}

/** What a fleet went through, by direction (`a>b`): made chances, then what the world itself says of the time before `now`. */
export function makeEpisodes(
  world: World,
  { startAt, now, seed }: { startAt: number; now: number; seed: number },
): Map<string, Episode[]> {
  const { fleet } = world;
  const next = fractions(seed);
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(next() * items.length)];
  const between = (low: number, high: number) => low + (high - low) * next();
  const byDirection = new Map<string, Episode[]>(fleet.links.flatMap(directionsOf).map((direction) => [direction, []]));
  const lastAt = now - CALM_BEFORE_NOW_MS;
  const add = (directions: readonly string[], kind: Episode['kind'], fromAt: number, lastsMs: number, amount = 0) => {
    if (fromAt < startAt || fromAt + lastsMs > lastAt) return;
    const episode = { fromAt: Math.round(fromAt), toAt: Math.round(fromAt + lastsMs), kind, amount };
    for (const direction of directions) byDirection.get(direction)?.push(episode);
  };
  const everything = [...byDirection.keys()];
  const lines = trunks(fleet);
  for (let day = startAt; day < lastAt; day += DAY_MS) {
    const sometime = () => day + next() * DAY_MS;
    const trunk = pick(lines);
    if (trunk && next() < 0.35)
      add(trunk.links.flatMap(directionsOf), 'outage', sometime(), between(1.5, 25) * MINUTE_MS);
    const narrow = pick(lines);
    if (narrow && next() < 0.12) {
      const away = fleet.clusters
        .filter(({ site }) => site.id === narrow.sites[next() < 0.5 ? 0 : 1])
        .map(({ id }) => id);
      const oneWay = narrow.links
        .flatMap(directionsOf)
        .filter((direction) => away.includes(direction.split('>')[0] ?? ''));
      add(oneWay, 'black-hole', sometime(), between(10, 120) * MINUTE_MS, next() < 0.5 ? 1380 : 1400);
    }
    for (const [kind, likelihood, shortest, longest, amount] of [
      ['outage', 0.4, 1, 12, () => 0],
      ['slow', 0.5, 20, 200, () => between(12, 60)],
      ['lossy', 0.4, 10, 60, () => between(0.06, 0.2)],
    ] as const) {
      const link = pick(fleet.links);
      if (link && next() < likelihood)
        add(directionsOf(link), kind, sometime(), between(shortest, longest) * MINUTE_MS, amount());
    }
    if (next() < 0.11) add(everything, 'not-watched', sometime(), between(0.7, 2.5) * MINUTE_MS);
    if (new Date(day).getUTCDay() === 3) {
      const cluster = pick(fleet.clusters);
      const own = everything.filter((direction) => direction.split('>').includes(cluster?.id ?? ''));
      const night = Math.ceil(day / DAY_MS) * DAY_MS + 2 * HOUR_MS;
      add(own, 'maintenance', night, 2 * HOUR_MS);
      add(own, 'outage', night + 40 * MINUTE_MS, 6 * MINUTE_MS);
    }
  }
  for (const link of fleet.links)
    for (const episode of worldEpisodes(world, link, now)) byDirection.get(episode.direction)?.push(episode);
  for (const episodes of byDirection.values()) episodes.sort((a, b) => a.fromAt - b.fromAt);
  return byDirection;
}

/** What the world says of its own time before now, as the product would have judged it; a cut one way is down both ways. */
function worldEpisodes(world: World, link: Link, now: number): (Episode & { direction: string })[] {
  return directionsOf(link).flatMap((direction) => {
    const [from = '', to = ''] = direction.split('>');
    const steps = world.directionSteps(from, to);
    return steps.flatMap(({ at, state }, position) => {
      const until = Math.min(now, steps[position + 1]?.at ?? now);
      const narrow = state.mtuBytes !== null && state.mtuBytes < link.nominalMtuBytes;
      const kind = state.cut ? 'outage' : narrow ? 'black-hole' : null;
      if (kind === null || at >= now || !Number.isFinite(at)) return [];
      const episode = { fromAt: at, toAt: until, kind, amount: state.mtuBytes ?? 0 } as const;
      const hit = kind === 'outage' ? directionsOf(link) : [direction];
      return hit.map((one) => ({ ...episode, direction: one }));
    });
  });
}

/** The part of an episode in which the verdict shows it: failures are noticed a little later than they begin. */
export function judgedSpan(episode: Episode): { fromAt: number; toAt: number } {
  const late = episode.kind === 'outage' || episode.kind === 'black-hole' ? NOTICED_AFTER_MS[episode.kind] : 0;
  return { fromAt: Math.min(episode.fromAt + late, episode.toAt), toAt: episode.toAt + Math.min(late, 10_000) };
}
