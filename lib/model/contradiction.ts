import type { LayerOutcome } from './judge-layer.ts';
import { type Layer, REACHABILITY_LAYERS } from './layer.ts';
import type { Observation } from './observation.ts';
import { type Words, words } from './words.ts';

/** Who contradicts whom in a direction. */
export interface Contradiction {
  layer: Layer;
  since: number;
  flagged: boolean;
  works: Observation[];
  fails: Observation[];
  /** Whom we believe, and why. */
  why: Words;
}

/** A contradiction before time is looked at. */
export type Contradicting = Omit<Contradiction, 'since' | 'flagged'>;

/** Two witnesses of one layer contradict each other. */
export function ownContradiction(layer: Layer, outcome: LayerOutcome): Contradicting {
  const failing =
    outcome.status === 'down' || (outcome.status === 'degraded' && outcome.deciders[0]?.evidence?.result === 'fail');
  const works = failing ? outcome.contradicting : outcome.deciders;
  const fails = failing ? outcome.deciders : outcome.contradicting;
  const why =
    outcome.strength === 'measured'
      ? words('contradiction.measured', 'We believe what was measured: it is traffic of our own, the other is a word.')
      : words(
          'contradiction.pass',
          'We believe the witness that gets answers: a reply cannot be forged, a missing one may be filtered.',
        );
  return { layer, works, fails, why };
}

/**
 * Measured traffic on the path went through the layers below it: where it passes, a mere word of failing or silence below
 * is overruled; where it fails, a tunnel's *connected* is contradicted.
 */
export function consultPath(
  path: LayerOutcome,
  outcomes: Map<Layer, LayerOutcome>,
  contradictions: Map<Layer, Contradicting>,
): void {
  for (const layer of REACHABILITY_LAYERS) {
    const below = outcomes.get(layer);
    if (!below || layer === 'path') continue;
    if (path.carried.length > 0 && below.strength !== 'measured') {
      const carried = carriedLayer(path, below, layer);
      if (!carried) continue;
      outcomes.set(layer, carried.outcome);
      if (carried.contradiction) contradictions.set(layer, carried.contradiction);
    } else if (layer === 'tunnel' && path.strength === 'measured') {
      const contradiction = deniedTunnel(path, below);
      if (contradiction) contradictions.set(layer, contradiction);
    }
  }
}

/** What a layer below a path that carries our packets comes to; nothing where its own words say the same. */
function carriedLayer(
  path: LayerOutcome,
  below: LayerOutcome,
  layer: Layer,
): { outcome: LayerOutcome; contradiction: Contradicting | null } | null {
  const denies = below.status === 'down' ? below.deciders : below.status === 'up' ? below.contradicting : [];
  if (below.status === 'degraded' || (below.status === 'up' && denies.length === 0)) return null;
  const agrees = below.status === 'up' ? below.deciders : [];
  const works = [...path.carried, ...agrees];
  return {
    outcome: {
      ...path,
      status: 'up',
      strength: 'measured',
      deciders: path.carried,
      contradicting: denies,
      words: carriedWords(below, denies),
    },
    contradiction:
      denies.length === 0
        ? null
        : {
            layer,
            works,
            fails: denies,
            why: words(
              'contradiction.carried',
              'We believe the probes: packets that arrive went through the {layer}.',
              { layer },
            ),
          },
  };
}

/** A tunnel that says that it is connected, under a path on which our packets are lost. */
function deniedTunnel(path: LayerOutcome, tunnel: LayerOutcome): Contradicting | null {
  const accusers = path.deciders.filter((observation) => observation.evidence?.result === 'fail');
  if (path.status !== 'down' || tunnel.status !== 'up' || accusers.length === 0) return null;
  const why =
    path.size === 'small'
      ? words(
          'contradiction.path',
          'We believe the probes: a control plane can say connected over a path that carries nothing.',
        )
      : words('contradiction.size', 'We believe the probes: a small ping cannot see a limit of size.');
  return { layer: 'tunnel', works: tunnel.deciders, fails: accusers, why };
}

function carriedWords(below: LayerOutcome, denies: readonly Observation[]): Words {
  const says = below.status === 'up' ? (denies[0]?.words.text ?? '') : below.words.text;
  return denies.length > 0
    ? words('layer.carried-denied', 'packets pass, measured; denied: {says}', { says })
    : words('layer.carried', 'packets pass, measured; by its own word: {says}', { says });
}
