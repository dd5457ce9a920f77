import type { Layer } from '#lib/model/layer.ts';
import type { Status } from '#lib/model/status.ts';
import { type Words, words } from '#lib/model/words.ts';
import { hash32 } from './chance.ts';
import { type Episode, fractions, judgedSpan, makeEpisodes } from './past-episodes.ts';
import type { World } from './world.ts';

/** From `at` (epoch milliseconds) on a direction was in this state. */
export type PastTransition = {
  at: number;
  from: string;
  to: string;
  status: Status;
  conflict: boolean;
  ownerLayer: Layer | null;
  words: Words;
};
/** What was measured from `from` to `to`; null where a call gave no number. Ratios 0 to 1, sizes bytes of IP packet. */
export type PastSample = {
  from: string;
  to: string;
  rttMs: number | null;
  lossRatio: number;
  /** share of the last full-size uploads this way that did not arrive */
  fullLossRatio: number;
  mtuBytes: number | null;
};
/** One instant; instants only rise. A direction without a sample has a gap there. */
export type PastTick = { at: number; transitions: PastTransition[]; samples: PastSample[] };
type State = Omit<PastTransition, 'at' | 'from' | 'to'>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const RAW_EVERY_MS = 10_000;
/** Thirty small echoes at 10 s, thirty uploads at 30 s. */
const LOSS_WINDOW_MS = 300_000;
const FULL_LOSS_WINDOW_MS = 900_000;

const UP: State = {
  status: 'up',
  conflict: false,
  ownerLayer: null,
  words: words('direction.up.full', 'Full-size packets pass, measured{one}', { one: '' }),
};
const UNKNOWN: State = {
  ...UP,
  status: 'unknown',
  words: words('direction.unknown', 'Never measured, and no system speaks of it'),
};

/** The state that one episode alone would bring; `seen` is the status under a window. */
function stateOf(episode: Episode, joined: boolean, seen: Status): State {
  const layer: Layer = joined ? 'tunnel' : 'path';
  switch (episode.kind) {
    case 'maintenance':
      return {
        ...UP,
        status: 'maintenance',
        words: words('direction.maintenance', 'Under maintenance; seen: {observed}', { observed: seen }),
      };
    case 'not-watched':
      return { ...UNKNOWN, words: words('past.not-watched', 'Nobody watched: Causeway was not running') };
    case 'outage':
      return {
        status: 'down',
        conflict: false,
        ownerLayer: layer,
        words: words('past.outage', 'small echoes are lost; way not known'),
      };
    case 'black-hole':
      return {
        status: 'down',
        conflict: joined,
        ownerLayer: 'path',
        words: words('past.black-hole', 'packets over {mtuBytes} bytes vanish this way', { mtuBytes: episode.amount }),
      };
    case 'slow':
      return {
        status: 'degraded',
        conflict: false,
        ownerLayer: 'path',
        words: words('past.slow', 'round trips take longer than promised'),
      };
    case 'lossy':
      return {
        status: 'degraded',
        conflict: false,
        ownerLayer: 'path',
        words: words('past.lossy', 'over 5 % of small echoes are lost'),
      };
  }
}

/** Which of several episodes speaks: a window over all, then what nobody saw, then the worst. */
const RANK: readonly Episode['kind'][] = ['maintenance', 'not-watched', 'outage', 'black-hole', 'slow', 'lossy'];
const rank = (episode: Episode): number => RANK.indexOf(episode.kind);

/** Every change of one direction's state, oldest first, the first at `startAt`. */
function transitionsOf(
  direction: string,
  episodes: Episode[],
  joined: boolean,
  startAt: number,
  now: number,
): PastTransition[] {
  const [from = '', to = ''] = direction.split('>');
  const spans = episodes.map((episode) => ({ episode, ...judgedSpan(episode) })).filter((span) => span.fromAt < now);
  const instants = [startAt, ...spans.flatMap((span) => [Math.max(startAt, span.fromAt), span.toAt])].filter(
    (at) => at < now,
  );
  const transitions: PastTransition[] = [];
  for (const at of [...new Set(instants)].toSorted((a, b) => a - b)) {
    const active = spans.filter((span) => span.fromAt <= at && at < span.toAt).map(({ episode }) => episode);
    const [first, second] = active.toSorted((a, b) => rank(a) - rank(b));
    const seen = second ? stateOf(second, joined, 'up').status : 'up';
    const state = first ? stateOf(first, joined, seen) : UP;
    const before = transitions.at(-1);
    if (before?.words.text === state.words.text && before.status === state.status) continue;
    transitions.push({ at, from, to, ...state });
  }
  return transitions;
}

/** Share of the last `windowMs` that episodes of some kinds cover, each counted with its weight. */
function share(episodes: Episode[], at: number, windowMs: number, weight: (episode: Episode) => number): number {
  let covered = 0;
  for (const episode of episodes) {
    const overlapMs = Math.min(at, episode.toAt) - Math.max(at - windowMs, episode.fromAt);
    if (overlapMs > 0) covered += (overlapMs / windowMs) * weight(episode);
  }
  return Math.round(Math.min(1, covered) * 30) / 30;
}

/** Samples of one direction, asked for in rising time. */
function sampler(direction: string, episodes: Episode[], rttMs: number, nominalMtuBytes: number, seed: number) {
  const [from = '', to = ''] = direction.split('>');
  const next = fractions(hash32(seed, direction));
  let first = 0;
  return (at: number): PastSample | null => {
    while ((episodes[first]?.toAt ?? Number.POSITIVE_INFINITY) < at - FULL_LOSS_WINDOW_MS) first++;
    const near: Episode[] = [];
    for (let index = first; (episodes[index]?.fromAt ?? Number.POSITIVE_INFINITY) <= at; index++) {
      const episode = episodes[index];
      if (episode) near.push(episode);
    }
    const active = (kind: Episode['kind']) => near.find((episode) => episode.kind === kind && at < episode.toAt);
    const noise = next() * next();
    if (active('not-watched')) return null;
    // by day the lines are a little fuller
    const load = 1 + 0.02 * Math.max(0, Math.sin(((at % DAY_MS) / DAY_MS) * 2 * Math.PI - 1.9));
    const down = active('outage') !== undefined;
    const measured = rttMs * load + (active('slow')?.amount ?? 0) + noise * (0.15 + 0.03 * rttMs);
    return {
      from,
      to,
      rttMs: down ? null : Math.round(measured * 1000) / 1000,
      lossRatio: share(near, at, LOSS_WINDOW_MS, ({ kind, amount }) =>
        kind === 'outage' ? 1 : kind === 'lossy' ? amount : 0,
      ),
      fullLossRatio: share(near, at, FULL_LOSS_WINDOW_MS, ({ kind }) =>
        kind === 'outage' || kind === 'black-hole' ? 1 : 0,
      ),
      mtuBytes: down ? null : (active('black-hole')?.amount ?? nominalMtuBytes),
    };
  };
}

/**
 * A made history of a fleet's links that ends at `now`: transitions first, samples made to fit them. Every minute, in the last
 * day every 10 s; what the world itself says of the time before `now` is in it. The same arguments give the same past.
 * @example for (const { at, transitions, samples } of makePast(world, { days: 30, now, seed: 1 })) ...
 */
export function* makePast(
  world: World,
  { days, now, seed }: { days: number; now: number; seed: number },
): Generator<PastTick, void, undefined> {
  const startAt = Math.floor((now - days * DAY_MS) / MINUTE_MS) * MINUTE_MS;
  const episodes = makeEpisodes(world, { startAt, now, seed });
  const samplers: ReturnType<typeof sampler>[] = [];
  const transitions: PastTransition[] = [];
  for (const [direction, list] of episodes) {
    const [from = '', to = ''] = direction.split('>');
    const link = world.link(from, to);
    if (!link) continue;
    const refused = (a: string, b: string) => world.direction(a, b, now - 1).probesRefused;
    if (link.set === null && refused(from, to) && refused(to, from)) {
      transitions.push({ at: startAt, from, to, ...UNKNOWN });
      continue;
    }
    transitions.push(...transitionsOf(direction, list, link.set !== null, startAt, now));
    if (!refused(from, to)) samplers.push(sampler(direction, list, link.rttMs, link.nominalMtuBytes, seed));
  }
  transitions.sort((a, b) => a.at - b.at);
  let told = 0;
  for (let at = startAt; at < now; at += at >= now - DAY_MS ? RAW_EVERY_MS : MINUTE_MS) {
    // a change between two samples has an instant of its own
    for (let change = transitions[told]; change && change.at < at; change = transitions[told]) {
      const together: PastTransition[] = [];
      for (let same = transitions[told]; same?.at === change.at; same = transitions[++told]) together.push(same);
      yield { at: change.at, transitions: together, samples: [] };
    }
    const arriving: PastTransition[] = [];
    for (let same = transitions[told]; same?.at === at; same = transitions[++told]) arriving.push(same);
    yield { at, transitions: arriving, samples: samplers.flatMap((sample) => sample(at) ?? []) };
  }
  if (told < transitions.length)
    for (const change of transitions.slice(told)) yield { at: change.at, transitions: [change], samples: [] };
}
