import { emptyReading, type Reading, type ReadingPart } from '#lib/model/reading.ts';
import { saidOnce } from '#lib/transport/said-once.ts';
import type { CollectorInput } from '../collector.ts';
import { exporterOffers } from './exporters.ts';
import { measurePeer } from './measure.ts';
import { askedNames, nameTroubles } from './names.ts';
import { NEW_MEMORY, NEW_PEER, type ProbeMemory } from './peer-memory.ts';
import { reportOf } from './peer-report.ts';
import { recordAnswers } from './record.ts';
import type { Settings } from './settings.ts';

/** Turns the exporter's answers into evidence on the path to each peer. */
export function parseProbes(input: CollectorInput<Settings, ProbeMemory>): { reading: Reading; memory: ProbeMemory } {
  const { settings, peers, answers, view, now } = input;
  const memory = recordAnswers(input);
  const reading = emptyReading();
  const absent = absence(input);
  if (absent !== null) return { reading: { ...reading, absent }, memory: NEW_MEMORY };
  reading.offers = exporterOffers(view, settings.port);
  reading.names = askedNames(memory.names);
  reading.notes = [...notesOf(memory), ...nameTroubles(memory.names, settings)];
  const answered = new Set(answers.map(({ key }) => key.slice(0, key.indexOf('/'))));
  const parts = new Map<string, ReadingPart>();
  for (const peer of peers) {
    const known = memory.peers[peer.cluster] ?? NEW_PEER;
    parts.set(peer.cluster, reportOf(peer, known, settings, now));
    if (!answered.has(peer.cluster)) continue;
    const before = input.memory.peers[peer.cluster] ?? NEW_PEER;
    reading.measurements.push(...measurePeer(peer, known, before, settings, answers));
  }
  return { reading: { ...reading, parts }, memory };
}

/** Why there is nothing to ask in this cluster, or null. */
function absence({ settings, view }: Pick<CollectorInput<Settings, unknown>, 'settings' | 'view'>): string | null {
  if (settings.url || !view.listed('services') || view.objects('services').length > 0) return null;
  return `no Service ${settings.namespace}/${settings.service}: apply deploy/blackbox-exporter to measure from here`;
}

/** What could not be asked: each trouble once, with the questions it concerns. */
function notesOf(memory: ProbeMemory): string[] {
  return saidOnce(
    Object.entries(memory.peers).flatMap(([peer, { troubles }]) =>
      Object.entries(troubles).map(([kind, { text }]) => ({ about: `${peer}/${kind}`, text })),
    ),
  );
}
