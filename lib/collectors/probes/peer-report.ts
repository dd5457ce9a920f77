import { LINK_SCOPE } from '#lib/model/evidence.ts';
import { ownAlias, type ReadingPart } from '#lib/model/reading.ts';
import type { Statement } from '#lib/model/statement.ts';
import type { Peer } from '../collector.ts';
import { actualInterval } from './call-log.ts';
import { echoesLostSince, judgeEcho } from './echo.ts';
import { logOf, type PeerMemory } from './peer-memory.ts';
import { offerOf } from './plan.ts';
import { rowsOf } from './rows.ts';
import { type PeerView, type Said, STATUS_OF } from './said.ts';
import type { Settings } from './settings.ts';
import { judgeSizes } from './sizes.ts';
import { judgeTarget, judgeTransfer, TRANSFER_KINDS } from './transfer.ts';

/** Intervals during which an answer is fresh. */
const FRESH_INTERVALS = 3;

interface MadeReport {
  report: ReadingPart;
  settings: Settings;
  peer: Peer;
  /** Until when time alone changes nothing, epoch milliseconds. */
  until: number;
}

/**
 * Reports by what they were made of: with hundreds of peers and ten answers a second only the peer that answered is judged
 * anew. Of what was never answered it is said that it waits *now*: such a report lasts one small interval.
 */
const reports = new WeakMap<PeerMemory, MadeReport>();

/** Judges one peer; answers the same object as before while nothing new is to be said. */
export function reportOf(peer: Peer, known: PeerMemory, settings: Settings, now: number): ReadingPart {
  const made = reports.get(known);
  if (made && made.settings === settings && made.peer === peer && now < made.until) return made.report;
  const view: PeerView = { peer, known, settings, lostSince: echoesLostSince(known), now };
  const said = judgePeer(view);
  const supportedUntil = supportedUntilOf(view);
  const statements = said.map((one) => statementOf(view, one, supportedUntil));
  const report = { statements, probes: rowsOf(view, said) };
  const moves = said.some((one) => one.observedAt === now);
  const until = moves ? now + settings.intervals.smallSeconds * 1000 : Number.POSITIVE_INFINITY;
  reports.set(known, { report, settings, peer, until });
  return report;
}

function judgePeer(view: PeerView): Said[] {
  const offer = offerOf(view.peer);
  const said = view.settings.targets
    .filter((target) => target.cluster === view.peer.cluster)
    .map((target) => judgeTarget(target, view));
  if (!offer) return said;
  const transfers = offer.kind === 'exporter' ? TRANSFER_KINDS.map((kind) => judgeTransfer(kind, view)) : [];
  return [judgeEcho(view), ...transfers, judgeSizes(view), ...said];
}

/**
 * Until when answers count at most, epoch milliseconds: as long as small echoes are asked. A cluster that went dark must not
 * hold an outage that its peers measure off for the quarter of an hour that its last measured size is fresh.
 */
function supportedUntilOf({ known, settings }: PeerView): number {
  const log = logOf(known, 'icmp');
  const last = log.calls.at(-1);
  if (!last) return Number.POSITIVE_INFINITY;
  return last.at + FRESH_INTERVALS * actualInterval(log, settings.intervals.smallSeconds * 1000);
}

function statementOf({ peer, settings }: PeerView, said: Said, supportedUntil: number): Statement {
  const target = settings.targets.find((candidate) => said.kind === `target/${candidate.id}`);
  const address = target?.target ?? offerOf(peer)?.address ?? '';
  const from = offerOf(peer)?.from;
  return {
    id: `${peer.cluster}/${said.kind}`,
    about: { kind: 'peer', peer: ownAlias(peer.cluster), direction: 'out' },
    layer: target?.kind === 'dns' ? 'dns' : 'path',
    status: STATUS_OF[said.result],
    words: said.words,
    witness: 'Probe agent (blackbox_exporter)',
    facts: [
      { name: 'asked', value: said.kind },
      { name: 'target', value: address },
      ...(from && !target ? [{ name: 'answers there', value: from }] : []),
    ],
    evidence: {
      layer: target?.kind === 'dns' ? 'dns' : 'path',
      scope: target ? `target:${target.id}` : LINK_SCOPE,
      way: said.way,
      size: said.size,
      strength: 'measured',
      result: said.result,
    },
    observedAt: said.observedAt,
    freshForMs: Math.max(0, Math.min(FRESH_INTERVALS * said.everyMs, supportedUntil - said.observedAt)),
  };
}
