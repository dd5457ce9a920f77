import { STRENGTHS, type Strength } from './evidence.ts';
import type { Observation } from './observation.ts';

/** A fresh observation with evidence, seen from one direction. */
export interface Item {
  observation: Observation;
  /** Speaks of this way alone; otherwise of the round trip. */
  oneWay: boolean;
  /** Of small packets or of full-size ones. */
  size: 'small' | 'full';
  strength: Strength;
  result: 'pass' | 'fail' | 'impaired';
}

/** What the items of one scope come to. */
export interface ScopeVerdict {
  outcome: 'pass' | 'fail' | 'impaired';
  /** The size that failed, or the largest that is known to pass. */
  size: 'small' | 'full';
  strength: Strength;
  /** A fail that is known to be of this way; false: of the round trip. */
  wayKnown: boolean;
  /** The observations that the outcome rests on. */
  deciders: Observation[];
  /** Fresh observations that say the opposite. */
  contradicting: Observation[];
}

interface SizeVerdict {
  pass: boolean;
  strength: Strength;
  wayKnown: boolean;
  deciders: Observation[];
  contradicting: Observation[];
}

/**
 * Decides one size: the strongest evidence speaks; at equal strength a pass beats a fail (a reply can't be forged, a
 * missing one may be filtered). A two-way fail accuses this way unless a one-way pass clears it.
 */
function decideSize(items: readonly Item[]): SizeVerdict | undefined {
  const strength = STRENGTHS.find((candidate) => items.some((item) => item.strength === candidate));
  if (!strength) return undefined;
  const tier = items.filter((item) => item.strength === strength);
  const passes = tier.filter((item) => item.result === 'pass');
  const fails = tier.filter((item) => item.result === 'fail');
  if (passes.length > 0) {
    const clearedOneWay = passes.some((item) => item.oneWay);
    const opposed = items.filter((item) => item.result === 'fail' && (item.oneWay || !clearedOneWay));
    return {
      pass: true,
      strength,
      wayKnown: true,
      deciders: passes.map((item) => item.observation),
      contradicting: opposed.map((item) => item.observation),
    };
  }
  const oneWayFails = fails.filter((item) => item.oneWay);
  return {
    pass: false,
    strength,
    wayKnown: oneWayFails.length > 0,
    deciders: (oneWayFails.length > 0 ? oneWayFails : fails).map((item) => item.observation),
    contradicting: items.filter((item) => item.result === 'pass').map((item) => item.observation),
  };
}

/**
 * Decides one scope of one layer from its fresh items. A full-size pass proves small packets too, up to the instant at which
 * it was seen: sizes are measured rarely, and what arrived before the last small packet was lost clears nothing. A full-size one-way fail
 * accuses its way only while small packets pass: under a total loss transfers of both ways fail alike.
 */
export function judgeScope(items: readonly Item[]): ScopeVerdict | undefined {
  const judged = items.filter((item) => item.result !== 'impaired');
  const impaired = items.filter((item) => item.result === 'impaired');
  const lastLostAt = Math.max(
    ...judged
      .filter((item) => item.size === 'small' && item.result === 'fail' && item.strength === 'measured')
      .map((item) => item.observation.observedAt),
  );
  const proofs = judged.filter(
    (item) => item.size === 'full' && item.result === 'pass' && item.observation.observedAt > lastLostAt,
  );
  const small = decideSize([...judged.filter((item) => item.size === 'small'), ...proofs]);
  const smallPasses = small?.pass === true;
  const full = decideSize(
    judged
      .filter((item) => item.size === 'full')
      .map((item) => (smallPasses || item.result === 'pass' ? item : { ...item, oneWay: false })),
  );

  const failed = small && !small.pass ? { verdict: small, size: 'small' as const } : undefined;
  const failedFull = full && !full.pass ? { verdict: full, size: 'full' as const } : undefined;
  const fail = failed ?? failedFull;
  if (fail) return { outcome: 'fail', size: fail.size, ...omitPass(fail.verdict) };

  const contradicting = unique([...(small?.contradicting ?? []), ...(full?.contradicting ?? [])]);
  const passing = full ?? small;
  if (impaired.length > 0) {
    return {
      outcome: 'impaired',
      size: full ? 'full' : 'small',
      strength: strongest(impaired),
      wayKnown: true,
      deciders: impaired.map((item) => item.observation),
      contradicting,
    };
  }
  if (!passing) return undefined;
  const deciders = unique([...(small?.deciders ?? []), ...(full?.deciders ?? [])]);
  return {
    outcome: 'pass',
    size: full ? 'full' : 'small',
    strength: passing.strength,
    wayKnown: true,
    deciders,
    contradicting,
  };
}

function omitPass(verdict: SizeVerdict): Omit<SizeVerdict, 'pass'> {
  const { pass: _, ...rest } = verdict;
  return rest;
}

function strongest(items: readonly Item[]): Strength {
  return STRENGTHS.find((strength) => items.some((item) => item.strength === strength)) ?? 'hearsay';
}

function unique(observations: Observation[]): Observation[] {
  return [...new Set(observations)];
}
