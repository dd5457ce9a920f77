import { LAYERS, type Layer, REACHABILITY_LAYERS } from './layer.ts';
import type { Direction, LayerVerdict } from './link.ts';
import { compareMarks, markOf, worseStatus } from './status.ts';
import type { Words } from './words.ts';

/** A direction as requests for one service see it. */
export type ServiceWay = Pick<Direction, 'to' | 'status' | 'conflict' | 'rttMs' | 'observedAt'> & {
  /** Why it is not up, and by whose word where that decides; of one that is up what was left out. */
  reasons: readonly Pick<Words, 'id' | 'text'>[];
};

/**
 * The way that a service takes through a direction. Layers that say whether packets arrive count whoever speaks. What else a system says
 * of its own control plane is nothing to services that another one carries: Submariner's are found while Cilium loses its peer.
 * `systemsOf`: all that name the two clusters as peers. `carrierOf`: the one that carries the service; null while that can't be told.
 */
export function wayOf(
  direction: Direction,
  systemsOf: () => readonly string[],
  carrierOf: () => string | null,
): ServiceWay {
  const { to, status, rttMs, observedAt, words, ownerLayer, layers } = direction;
  const way = { to, status, conflict: direction.conflict, rttMs, observedAt };
  if (status === 'up') return { ...way, reasons: [] };
  if (!isControl(ownerLayer) || (status !== 'degraded' && status !== 'down')) return { ...way, reasons: [words] };
  const known = LAYERS.flatMap((layer) => {
    const verdict = layers[layer];
    return verdict && verdict.status !== 'unknown' ? { ...verdict, layer } : [];
  });
  const [systems, carrier] = [systemsOf(), carrierOf()];
  const told = carrier !== null && systems.includes(carrier);
  const others = told ? known.filter((one) => isControl(one.layer) && isOfOthers(one, systems, carrier)) : [];
  // Where nothing else is known of the way, what another says of its own is all there is.
  const counted = known.length > others.length ? known.filter((one) => !others.includes(one)) : known;
  const worst = counted.map((one) => one.status).reduce(worseStatus);
  const failing = counted.filter((one) => one.status === worst);
  if (worst === 'up') return { ...way, status: 'up', conflict: flagged(counted), reasons: others.map(notCounted) };
  const bySystem = systems.length > 1 && (!told || counted === known);
  // What is above a layer that is down follows from it; impairments of control planes stand side by side.
  const reasons = failing.filter(({ layer }, at) => at === 0 || (worst === 'degraded' && isControl(layer)));
  return {
    ...way,
    status: worst,
    conflict: flagged(counted),
    reasons: reasons.map((one) => (bySystem ? bySpeaker(one) : one.words)),
  };
}

/**
 * There and back: a service whose replies are lost is not reached. Of the way back it counts whether packets arrive; what the other
 * cluster learns of names and identities is nothing to those who ask from here.
 */
export function withReplies(there: ServiceWay, { layers, observedAt }: Direction): ServiceWay {
  const known = REACHABILITY_LAYERS.flatMap((layer) => layers[layer] ?? []).filter(
    ({ status }) => status !== 'unknown',
  );
  const [first] = known;
  if (!first || there.status === 'maintenance') return there;
  const worst = known.reduce((a, b) => (compareMarks(markOf(b), markOf(a)) < 0 ? b : a), first);
  if (compareMarks(markOf(worst), markOf(there)) >= 0) return there;
  const { status, conflict, words } = worst;
  const reasons = [{ id: `${words.id} of replies`, text: `the way back: ${words.text}` }];
  return { ...there, status, conflict, observedAt, reasons };
}

const flagged = (layers: readonly LayerVerdict[]) => layers.some(({ conflict }) => conflict);

function bySpeaker({ words: { id, text }, decidedBy }: LayerVerdict) {
  return { id, text: `${text} (${decidedBy})` };
}

function notCounted(layer: LayerVerdict) {
  const { id, text } = bySpeaker(layer);
  return { id, text: `not counted here: ${text}` };
}

function isControl(layer: Layer | null): boolean {
  return layer !== null && !REACHABILITY_LAYERS.includes(layer);
}

/** Whether nobody but systems that carry other services speaks against it. */
function isOfOthers({ against = [] }: LayerVerdict, systems: readonly string[], carrier: string): boolean {
  return against.length > 0 && against.every((one) => one !== carrier && systems.includes(one));
}
