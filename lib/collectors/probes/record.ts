import type { CollectorInput, Peer, PollAnswer } from '../collector.ts';
import { readAnswer } from './answer.ts';
import { failingStreak, withAnswer } from './call-log.ts';
import { moduleOfKind } from './kinds.ts';
import { rememberNames } from './names.ts';
import { logOf, NEW_PEER, type PeerMemory, type ProbeMemory } from './peer-memory.ts';
import { searchContext } from './search-context.ts';
import type { Settings } from './settings.ts';
import { doubt, settle, withMissing, withOutcome } from './size-search.ts';

/** Takes in the answers since the last call; peers that are gone are forgotten. */
export function recordAnswers(input: CollectorInput<Settings, ProbeMemory>): ProbeMemory {
  const { memory, answers, peers, settings } = input;
  const known = new Map(peers.map((peer) => [peer.cluster, peer]));
  const next = new Map(peers.map((peer) => [peer.cluster, memory.peers[peer.cluster] ?? { ...NEW_PEER }]));
  for (const answer of answers) {
    const slash = answer.key.indexOf('/');
    const peer = known.get(answer.key.slice(0, slash));
    const kind = answer.key.slice(slash + 1);
    const module = moduleOfKind(kind, settings);
    const before = peer && next.get(peer.cluster);
    if (!peer || !before || module === undefined) continue;
    next.set(peer.cluster, recordOne(peer, before, kind, answer, readAnswer(answer, module)));
  }
  return { peers: Object.fromEntries(next), names: rememberNames(input) };
}

function recordOne(
  peer: Peer,
  before: PeerMemory,
  kind: string,
  answer: PollAnswer,
  read: ReturnType<typeof readAnswer>,
): PeerMemory {
  const size = Number(/^icmp-df\/(\d+)$/.exec(kind)?.[1]);
  let sizes = before.sizes;
  const logs = { ...before.logs };
  const { [kind]: _, ...others } = before.troubles;
  const troubles = read.call ? others : { ...others, [kind]: { at: answer.at, text: read.trouble } };
  if (size > 0) {
    if (read.call) {
      sizes = withOutcome(sizes, size, { at: answer.at, passed: read.call.outcome === 'passed', unsent: read.unsent });
    } else if (read.missingModule) sizes = withMissing(sizes, size);
  } else {
    const log = logOf(before, kind);
    logs[kind] = withAnswer(log, answer.at, read.call, answer.everyMs);
    if (read.call && changesFullSize(kind, before, read.call.outcome)) sizes = doubt(sizes, answer.at);
  }
  const after = { logs, sizes, troubles };
  return { ...after, sizes: settle(sizes, searchContext(peer, after)) };
}

/** A full-size transfer that begins to hang, or arrives again after it had hung: the largest size may have changed. */
function changesFullSize(kind: string, before: PeerMemory, outcome: string): boolean {
  if (kind !== 'upload' && kind !== 'download') return false;
  const hung = failingStreak(logOf(before, kind)).some((call) => call.outcome === 'hung');
  return hung ? outcome === 'passed' : outcome === 'hung';
}
