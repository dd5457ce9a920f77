import { z } from 'zod';
import { Finding, Witness } from '#lib/model/finding.ts';
import { LayerVerdict, Probe, Tunnel } from '#lib/model/link.ts';
import { Observation } from '#lib/model/observation.ts';
import { Source } from '#lib/model/source.ts';
import { Instant } from './instant.ts';

/** An observation as the API tells it. */
export const ApiObservation = Observation.extend({ observedAt: Instant, collectedAt: Instant, fresh: z.boolean() });
export type ApiObservation = z.infer<typeof ApiObservation>;

export const ApiWitness = Witness.extend({ observedAt: Instant });
export type ApiWitness = z.infer<typeof ApiWitness>;

export const ApiFinding = Finding.extend({
  for: z.array(ApiWitness),
  against: z.array(ApiWitness),
  firstSeenAt: Instant,
  lastSeenAt: Instant,
});
export type ApiFinding = z.infer<typeof ApiFinding>;

export const ApiTunnel = Tunnel.extend({ observedAt: Instant });
export type ApiTunnel = z.infer<typeof ApiTunnel>;

export const ApiProbe = Probe.extend({ observedAt: Instant.nullable() });
export type ApiProbe = z.infer<typeof ApiProbe>;

export const ApiLayerVerdict = LayerVerdict.extend({ since: Instant.nullable(), observedAt: Instant.nullable() });
export type ApiLayerVerdict = z.infer<typeof ApiLayerVerdict>;

/** What a source was from an instant on; `unwatched`: Causeway did not run. */
export const SourceSpan = z.object({ at: Instant, state: z.enum([...Source.shape.state.options, 'unwatched']) });
export type SourceSpan = z.infer<typeof SourceSpan>;

export const ApiSource = Source.extend({
  since: Instant,
  lastSuccessAt: Instant.nullable(),
  nextTryAt: Instant.nullable(),
  /** The states of the last hour as far as they are kept, oldest first; the first may have begun before. */
  lastHour: z.array(SourceSpan),
});
export type ApiSource = z.infer<typeof ApiSource>;
