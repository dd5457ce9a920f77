import type { LayerOutcome } from './judge-layer.ts';
import { type Layer, REACHABILITY_LAYERS } from './layer.ts';
import type { Status } from './status.ts';
import { type Words, words } from './words.ts';

/** The sentence of a direction: the words of the layer that owns a failure, or the weakest evidence that an `up` rests on. */
export function directionWords(
  status: Status,
  observed: Status,
  owner: Layer | null,
  layers: Partial<Record<Layer, { words: Words }>>,
  outcomes: ReadonlyMap<Layer, LayerOutcome>,
  witnesses: { fresh: number; of: number },
  previous: { words: Words } | null,
): Words {
  if (status === 'maintenance')
    return words('direction.maintenance', 'Under maintenance; seen: {observed}', { observed });
  if (status === 'unknown') return words('direction.unknown', 'Never measured, and no system speaks of it');
  if (status === 'stale') {
    // What was said last stands once: quoting the previous verdict's own quotation would grow with every call.
    if (!owner && previous?.words.id === 'direction.stale') return previous.words;
    const was = owner ? layers[owner]?.words.text : previous?.words.text;
    return words('direction.stale', 'No fresh evidence{was}', { was: was ? `: ${was}` : '' });
  }
  if (status !== 'up') return (owner && layers[owner]?.words) || words(`direction.${status}`, 'No words');
  const one = witnesses.fresh < witnesses.of ? `; ${witnesses.fresh} of ${witnesses.of} witnesses` : '';
  const reachability = REACHABILITY_LAYERS.flatMap((layer) => outcomes.get(layer) ?? []).filter(
    (outcome) => outcome.status === 'up',
  );
  const above =
    reachability.length === 0 ? [...outcomes.values()].find((outcome) => outcome.status === 'up') : undefined;
  if (above)
    return words('direction.up.above', '{says}; nobody says whether packets arrive{one}', {
      says: above.words.text,
      one,
    });
  const measured = reachability.find((outcome) => outcome.strength === 'measured');
  if (measured?.size === 'full') return words('direction.up.full', 'Full-size packets pass, measured{one}', { one });
  if (measured)
    return words('direction.up.small', 'Small packets pass, measured; full size is not verified{one}', { one });
  const word = reachability.find((outcome) => outcome.strength === 'own-word');
  const who = (word ?? reachability[0])?.decidedBy ?? '';
  return word
    ? words(
        'direction.up.own-word',
        'Up by the word of {who} alone: small pings; nothing is measured and full size is not verified{one}',
        { who, one },
      )
    : words('direction.up.hearsay', 'Up by hearsay of {who} alone; nothing is measured{one}', { who, one });
}
