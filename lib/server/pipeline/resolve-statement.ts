import { linkId } from '#lib/model/identity.ts';
import type { Observation } from '#lib/model/observation.ts';
import type { Statement } from '#lib/model/statement.ts';
import type { Subject } from '#lib/model/subject.ts';
import type { ReadingSource } from './reading-source.ts';

/** What a cluster says of its link to a peer, or of one way of it. */
export function subjectBetween(cluster: string, peer: string, direction: 'link' | 'out' | 'in'): Subject {
  if (direction === 'link') return { kind: 'link', link: linkId(cluster, peer) };
  return direction === 'out'
    ? { kind: 'direction', from: cluster, to: peer }
    : { kind: 'direction', from: peer, to: cluster };
}

/** Written out: thousands a second, and a copy of a copy is most of what they would cost. */
export function observationOf(said: Statement, subject: Subject, source: ReadingSource, now: number): Observation {
  return {
    id: said.id,
    source: source.id,
    system: source.system,
    observer: source.cluster,
    subject,
    layer: said.layer,
    status: said.status,
    words: said.words,
    witness: said.witness,
    facts: said.facts,
    evidence: said.evidence,
    observedAt: said.observedAt,
    collectedAt: now,
    freshForMs: said.freshForMs,
  };
}
