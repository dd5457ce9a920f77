import { LINK_SCOPE } from '#lib/model/evidence.ts';
import { emptyReading, ownAlias, type Reading, type Statement } from '#lib/model/reading.ts';
import { words } from '#lib/model/words.ts';
import type { CollectorInput } from '../collector.ts';
import { actualInterval } from './call-log.ts';
import { echoesLostSince, judgeEcho } from './echo.ts';
import { exporterOffers } from './exporters.ts';
import { measurePeer } from './measure.ts';
import { logOf, NEW_PEER, type ProbeMemory } from './peer-memory.ts';
import { offerOf } from './plan.ts';
import { recordAnswers } from './record.ts';
import { rowsOf } from './rows.ts';
import { type PeerView, type Said, STATUS_OF } from './said.ts';
import type { Settings } from './settings.ts';
import { judgeSizes } from './sizes.ts';
import { judgeTarget, judgeTransfer, TRANSFER_KINDS } from './transfer.ts';

/** Intervals during which an answer is fresh. */
const FRESH_INTERVALS = 3;

/** Turns the exporter's answers into evidence on the path to each peer. */
export function parseProbes(input: CollectorInput<Settings, ProbeMemory>): { reading: Reading; memory: ProbeMemory } {
  const { settings, peers, answers, view, now } = input;
  const memory = recordAnswers(input);
  const reading = emptyReading();
  const absent = absence(input);
  if (absent !== null) return { reading: { ...reading, absent }, memory: { peers: {}, troubles: {} } };
  reading.offers = exporterOffers(view, settings.port);
  reading.notes = notesOf(memory);
  for (const peer of peers) {
    const known = memory.peers[peer.cluster] ?? NEW_PEER;
    const peerView: PeerView = { peer, known, settings, lostSince: echoesLostSince(known), now };
    const said = judgePeer(peerView);
    const supportedUntil = supportedUntilOf(peerView);
    reading.statements.push(...said.map((one) => statementOf(peerView, one, supportedUntil)));
    reading.probes.push(...rowsOf(peerView, said));
    if (answers.length > 0)
      reading.measurements.push(...measurePeer(peerView, input.memory.peers[peer.cluster] ?? NEW_PEER, answers));
  }
  return { reading, memory };
}

/** Why there is nothing to ask in this cluster, or null. */
export function absence({
  settings,
  view,
}: Pick<CollectorInput<Settings, unknown>, 'settings' | 'view'>): string | null {
  if (settings.url || !view.listed('services') || view.objects('services').length > 0) return null;
  return `no Service ${settings.namespace}/${settings.service}: apply deploy/blackbox-exporter to measure from here`;
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

/** What could not be asked: each trouble once, with the questions it concerns. */
function notesOf(memory: ProbeMemory): string[] {
  const byText = new Map<string, string[]>();
  for (const [key, text] of Object.entries(memory.troubles)) byText.set(text, [...(byText.get(text) ?? []), key]);
  return [...byText].map(([text, keys]) => {
    const more = keys.length > 3 ? ` and ${keys.length - 3} more` : '';
    return words('probes.trouble', '{text} ({keys})', { text, keys: keys.slice(0, 3).join(', ') + more }).text;
  });
}
