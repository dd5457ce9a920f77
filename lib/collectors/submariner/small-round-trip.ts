import type { Evidence } from '#lib/model/evidence.ts';
import type { Layer } from '#lib/model/layer.ts';
import { Shared } from '#lib/model/shared.ts';

const known = new Shared<Evidence>();

/** What a ping that goes there and back is evidence of. */
export function smallRoundTrip(
  layer: Layer,
  scope: string,
  { strength, result }: Pick<Evidence, 'strength' | 'result'>,
): Evidence {
  return known.of(`${layer} ${strength} ${result} ${scope}`, () => ({
    layer,
    scope,
    way: 'both',
    size: 'small',
    strength,
    result,
  }));
}
