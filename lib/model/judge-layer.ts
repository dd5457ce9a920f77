import { LINK_SCOPE, type Strength } from './evidence.ts';
import { type Item, judgeScope, type ScopeVerdict } from './judge-scope.ts';
import { type Layer, REACHABILITY_LAYERS } from './layer.ts';
import { freshUntil, type Observation } from './observation.ts';
import type { Status } from './status.ts';
import { type Words, words } from './words.ts';

/** What one layer comes to in one direction, before time (since, contradictions) is looked at. */
export interface LayerOutcome {
  status: Status;
  words: Words;
  decidedBy: string;
  /** Systems whose fresh words fail or impair the layer, where items are weighed by their share. */
  against?: string[];
  /** The oldest of the newest evidence of each kind it rests on; null when nothing was ever known. */
  observedAt: number | null;
  deciders: Observation[];
  contradicting: Observation[];
  /** What was measured to pass, when the whole passes; single parts (a node) may fail all the same. */
  carried: Observation[];
  /** Of the deciding evidence; null without any. */
  strength: Strength | null;
  size: 'small' | 'full' | null;
  wayKnown: boolean;
}

/** Sees an observation from a direction: `this` way, `both` ways, or nothing to say of it. */
export function speaksOf(observation: Observation, from: string, to: string): 'this' | 'both' | undefined {
  const { evidence, subject } = observation;
  if (!evidence) return undefined;
  if (subject.kind === 'link') return evidence.way === 'both' ? 'both' : undefined;
  if (subject.kind !== 'direction') return undefined;
  const same = subject.from === from && subject.to === to;
  const reverse = subject.from === to && subject.to === from;
  if (!same && !reverse) return undefined;
  if (evidence.way === 'both') return 'both';
  return (evidence.way === 'there') === same ? 'this' : undefined;
}

/** Judges one layer of the direction `from` -> `to`; nothing when no observation speaks of it. */
export function judgeLayer(
  layer: Layer,
  from: string,
  to: string,
  observations: readonly Observation[],
  now: number,
): LayerOutcome | undefined {
  const mine = observations.filter(
    (observation) => observation.evidence?.layer === layer && speaksOf(observation, from, to),
  );
  if (mine.length === 0) return undefined;
  const items = mine.flatMap((observation) => asItem(observation, from, to, now)).filter(reachesToday(mine, now));
  if (items.length === 0) return silentLayer(mine, now);
  return REACHABILITY_LAYERS.includes(layer) ? judgeByScope(withoutOverruled(items)) : judgeByShare(items);
}

/**
 * Sizes are measured rarely: a full-size echo that passed minutes ago says which sizes fit, not that anything arrives now. It
 * counts only while small packets of its scope are freshly spoken of, unless nobody ever spoke of them.
 */
function reachesToday(mine: readonly Observation[], now: number): (item: Item) => boolean {
  return ({ observation, oneWay, size, result }) => {
    if (size !== 'full' || oneWay || result !== 'pass') return true;
    const small = mine.filter(
      (one) => one.evidence?.size === 'small' && one.evidence.scope === observation.evidence?.scope,
    );
    const known = small.filter((one) => one.evidence?.result !== 'none');
    return known.length === 0 || known.some((one) => freshUntil(one) > now);
  };
}

function asItem(observation: Observation, from: string, to: string, now: number): Item[] {
  const evidence = observation.evidence;
  if (!evidence || evidence.result === 'none' || freshUntil(observation) <= now) return [];
  const oneWay = speaksOf(observation, from, to) === 'this';
  return [{ observation, oneWay, size: evidence.size, strength: evidence.strength, result: evidence.result }];
}

/** While a system says that it works on it (a takeover), its own words and hearsay of failing are part of that, not more. */
function withoutOverruled(items: readonly Item[]): Item[] {
  const working = items.some((item) => item.result === 'impaired' && item.strength !== 'measured');
  return working ? items.filter((item) => item.result !== 'fail' || item.strength === 'measured') : [...items];
}

function silentLayer(mine: readonly Observation[], now: number): LayerOutcome {
  const known = mine.filter((observation) => observation.evidence?.result !== 'none');
  const speaking = speakerOf(mine.filter((observation) => freshUntil(observation) > now));
  const last = newest(known);
  return {
    status: last ? 'stale' : 'unknown',
    words: last
      ? words('layer.stale', 'no fresh word; the last one was: {last}', { last: last.words.text })
      : (speaking?.words ?? words('layer.unknown', 'never known')),
    decidedBy: '',
    observedAt: last?.observedAt ?? null,
    deciders: [],
    contradicting: [],
    carried: [],
    strength: null,
    size: null,
    wayKnown: false,
  };
}

function judgeByScope(items: readonly Item[]): LayerOutcome {
  const scopes = new Map<string, ScopeVerdict>();
  for (const scope of new Set(items.map((item) => item.observation.evidence?.scope ?? LINK_SCOPE))) {
    const verdict = judgeScope(items.filter((item) => item.observation.evidence?.scope === scope));
    if (verdict) scopes.set(scope, verdict);
  }
  const whole = scopes.get(LINK_SCOPE);
  if (whole?.outcome === 'fail') return outcomeOf(whole, 'down');
  const parts = [...scopes].filter(([scope]) => scope !== LINK_SCOPE);
  const failed = parts.filter(([, verdict]) => verdict.outcome === 'fail');
  const carried = (whole?.outcome === 'pass' ? whole.deciders : []).filter(
    ({ evidence }) => evidence?.strength === 'measured' && evidence.result === 'pass',
  );
  if (failed.length > 0) return { ...partial(failed, parts, whole), carried };
  const verdicts = [...scopes.values()];
  const impaired = verdicts.find((verdict) => verdict.outcome === 'impaired');
  const chosen = impaired ?? whole ?? verdicts[0];
  if (!chosen) throw new Error('a layer with fresh items has no scope');
  return {
    ...outcomeOf(chosen, impaired ? 'degraded' : 'up'),
    contradicting: verdicts.flatMap((verdict) => verdict.contradicting),
    carried,
  };
}

/** Some parts fail: the direction works worse; all fail and nothing speaks for the whole: it is down. */
function partial(
  failed: readonly [string, ScopeVerdict][],
  parts: readonly [string, ScopeVerdict][],
  whole: ScopeVerdict | undefined,
): LayerOutcome {
  const first = failed[0]?.[1];
  if (!first) throw new Error('no failed part');
  const all = failed.length === parts.length && !whole;
  if (all && parts.length === 1) return outcomeOf(first, 'down');
  const kind = failed[0]?.[0].split(':')[0] ?? 'part';
  const same = parts.filter(([scope]) => scope.startsWith(`${kind}:`)).length;
  const names = failed.map(([scope]) => scope.slice(scope.indexOf(':') + 1)).sort();
  return {
    ...outcomeOf(first, all ? 'down' : 'degraded'),
    words: words('layer.parts-fail', '{failed} of {of} {kind}: {names}: {says}', {
      failed: failed.length,
      of: same,
      kind: kind === 'family' ? 'families' : `${kind}s`,
      names: names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : ''),
      says: speakerOf(first.deciders)?.words.text ?? '',
    }),
    deciders: failed.flatMap(([, verdict]) => verdict.deciders),
    contradicting: failed.flatMap(([, verdict]) => verdict.contradicting),
  };
}

/** discovery, dns, identity, policy: some items fail: degraded; all fail: down. */
function judgeByShare(items: readonly Item[]): LayerOutcome {
  const failed = items.filter((item) => item.result === 'fail');
  const impaired = items.filter((item) => item.result === 'impaired');
  const status: Status =
    failed.length === items.length ? 'down' : failed.length + impaired.length > 0 ? 'degraded' : 'up';
  const deciding = failed.length > 0 ? failed : impaired.length > 0 ? impaired : items;
  const deciders = deciding.map((item) => item.observation);
  const speaker = speakerOf(deciders);
  if (!speaker) throw new Error('a layer with fresh items has no decider');
  return {
    status,
    words:
      failed.length > 0
        ? words('layer.items-fail', '{failed} of {of} fail: {says}', {
            failed: failed.length,
            of: items.length,
            says: speaker.words.text,
          })
        : speaker.words,
    decidedBy: speaker.system,
    against: [...new Set([...failed, ...impaired].map((item) => item.observation.system))].sort(),
    observedAt: restsOn(deciders),
    deciders,
    contradicting: [],
    carried: [],
    strength: deciding[0]?.strength ?? null,
    size: null,
    wayKnown: true,
  };
}

function outcomeOf(verdict: ScopeVerdict, status: Status): LayerOutcome {
  const speaker = speakerOf(verdict.deciders);
  if (!speaker) throw new Error('a scope was decided by nobody');
  const unknownWay = status === 'down' && !verdict.wayKnown;
  return {
    status,
    words: unknownWay
      ? words('layer.way-not-known', '{says}; way not known', { says: speaker.words.text })
      : speaker.words,
    decidedBy: speaker.system,
    observedAt: restsOn(verdict.deciders),
    deciders: verdict.deciders,
    contradicting: verdict.contradicting,
    carried: [],
    strength: verdict.strength,
    size: verdict.size,
    wayKnown: verdict.wayKnown,
  };
}

/**
 * Whose words stand for several that agree: always the same one, for the newest would change with every heartbeat of either
 * end, and words that change make a revision.
 */
function speakerOf(observations: readonly Observation[]): Observation | undefined {
  const key = ({ source, id }: Observation): string => `${source}\n${id}`;
  return observations.reduce<Observation | undefined>(
    (first, observation) => (first && key(first) <= key(observation) ? first : observation),
    undefined,
  );
}

/** The newest of some observations. */
export function newest(observations: readonly Observation[]): Observation | undefined {
  return observations.reduce<Observation | undefined>(
    (best, observation) => (best && best.observedAt >= observation.observedAt ? best : observation),
    undefined,
  );
}

/** The oldest evidence that must hold: of each size the newest suffices. */
function restsOn(deciders: readonly Observation[]): number | null {
  const sizes = (['small', 'full'] as const).flatMap(
    (size) => newest(deciders.filter((o) => o.evidence?.size === size)) ?? [],
  );
  return sizes.length > 0 ? Math.min(...sizes.map((observation) => observation.observedAt)) : null;
}
