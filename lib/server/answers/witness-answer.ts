import { toInstant, toInstantOrNull } from '#lib/api/instant.ts';
import type {
  ApiFinding,
  ApiObservation,
  ApiProbe,
  ApiSource,
  ApiTunnel,
  ApiWitness,
  SourceSpan,
} from '#lib/api/observation.ts';
import type { Finding, Witness } from '#lib/model/finding.ts';
import type { Probe, Tunnel } from '#lib/model/link.ts';
import { freshUntil, type Observation } from '#lib/model/observation.ts';
import type { Source } from '#lib/model/source.ts';

export function observationAnswer(observation: Observation, now: number): ApiObservation {
  return {
    ...observation,
    observedAt: toInstant(observation.observedAt),
    collectedAt: toInstant(observation.collectedAt),
    fresh: freshUntil(observation) > now,
  };
}

/** An observation as a witness of a contradiction. */
export function observationWitness(observation: Observation, believed: boolean, now: number): ApiWitness {
  const result = observation.evidence?.result;
  return {
    who: observation.witness,
    source: observation.source,
    says: result === 'pass' ? 'works' : result === 'fail' ? 'fails' : 'unsure',
    quotes: [
      observation.words.text,
      ...observation.facts
        .filter((fact) => fact.value !== '')
        .slice(0, 4)
        .map((fact) => `${fact.name}: ${fact.value}`),
    ],
    observedAt: toInstant(observation.observedAt),
    fresh: freshUntil(observation) > now,
    believed,
  };
}

function witnessAnswer(witness: Witness): ApiWitness {
  return { ...witness, observedAt: toInstant(witness.observedAt) };
}

export function findingAnswer(finding: Finding): ApiFinding {
  return {
    ...finding,
    for: finding.for.map(witnessAnswer),
    against: finding.against.map(witnessAnswer),
    firstSeenAt: toInstant(finding.firstSeenAt),
    lastSeenAt: toInstant(finding.lastSeenAt),
  };
}

export function tunnelAnswer(tunnel: Tunnel): ApiTunnel {
  return { ...tunnel, observedAt: toInstant(tunnel.observedAt) };
}

export function probeAnswer(probe: Probe): ApiProbe {
  return { ...probe, observedAt: toInstantOrNull(probe.observedAt) };
}

export function sourceAnswer(source: Source, lastHour: readonly SourceSpan[] = []): ApiSource {
  const since = toInstant(source.since);
  return {
    ...source,
    since,
    lastSuccessAt: toInstantOrNull(source.lastSuccessAt),
    nextTryAt: toInstantOrNull(source.nextTryAt),
    // The history is written a moment after the snapshot; what holds now is never missing.
    lastHour: [...lastHour.filter(({ at }) => at < since), { at: since, state: source.state }],
  };
}
