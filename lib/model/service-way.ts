import { LAYERS, type Layer, REACHABILITY_LAYERS } from './layer.ts';
import type { Direction, LayerVerdict } from './link.ts';
import { worseStatus } from './status.ts';

/** A direction as requests for one service see it. */
export type ServiceWay = Pick<Direction, 'to' | 'status' | 'conflict' | 'rttMs' | 'observedAt'> & {
  /** Why it is not up, and by whose word where several systems speak of the link; of one that is up what was left out. */
  says: string;
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
  if (status === 'up') return { ...way, says: '' };
  const owner = ownerLayer && layers[ownerLayer];
  const fails = owner && (status === 'degraded' || status === 'down');
  if (!fails || !isControl(ownerLayer)) return { ...way, says: words.text };
  const [systems, carrier] = [systemsOf(), carrierOf()];
  if (systems.length < 2) return { ...way, says: words.text };
  const said = `${words.text} (${owner.decidedBy})`;
  if (carrier === null || !systems.includes(carrier)) return { ...way, says: said };
  const counted = LAYERS.flatMap((layer) => {
    const verdict = layers[layer];
    if (!verdict || verdict.status === 'unknown') return [];
    return isControl(layer) && isOfOthers(verdict, systems, carrier) ? [] : { ...verdict, layer };
  });
  // Nothing else is known of the way: then what another says of its own is all there is.
  if (counted.length === 0) return { ...way, says: said };
  const worst = counted.map((one) => one.status).reduce(worseStatus);
  const first = worst === 'up' ? undefined : counted.find((one) => one.status === worst);
  const conflict = counted.some((one) => one.conflict);
  return { ...way, status: worst, conflict, says: first?.words.text ?? `not counted here: ${said}` };
}

function isControl(layer: Layer | null): boolean {
  return layer !== null && !REACHABILITY_LAYERS.includes(layer);
}

/** Whether nobody but systems that carry other services speaks against it. */
function isOfOthers({ against = [] }: LayerVerdict, systems: readonly string[], carrier: string): boolean {
  return against.length > 0 && against.every((one) => one !== carrier && systems.includes(one));
}
