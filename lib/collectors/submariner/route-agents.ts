import type { Result } from '#lib/model/evidence.ts';
import { oncePer } from '#lib/model/once-per.ts';
import type { Statement } from '#lib/model/reading.ts';
import type { Status } from '#lib/model/status.ts';
import { utc } from '#lib/model/utc.ts';
import { type Words, words } from '#lib/model/words.ts';
import type { CachedObject } from '../collector.ts';
import { endpointSpec } from './endpoint-spec.ts';
import { rttOf } from './gateways.ts';
import { PROOF_FRESH_MS } from './heartbeat.ts';
import type { AgentMemory, Memory } from './memory.ts';
import { type Names, peerOf } from './names.ts';
import { listOf, nameOf, shapeOf, textOf } from './shape.ts';
import type { Wake } from './wake.ts';

/** A route agent pings every 60 s; each answered ping changes the RTT it writes, so silence is a lost ping. */
const AGENT_EVERY_MS = 60_000;
export const AGENT_SUSPECT_MS = 2 * AGENT_EVERY_MS;
export const AGENT_FRESH_MS = 3 * AGENT_EVERY_MS;
const MAX_REMOTES = 512;
/** Words of all nodes about all peers that are kept. */
const MAX_WORDS = 20_000;

/** The gateways that each peer announces here, by cluster id; nothing where Endpoints were not read. */
export type Announced = ReadonlyMap<string, ReadonlySet<string>> | null;

/** What one node says of one peer; two families of one peer cannot be told apart in a RouteAgent, so they stand together. */
interface NodeWord {
  node: string;
  peer: string;
  /** The peer's gateways it speaks of. */
  hosts: string[];
  statuses: string[];
  messages: string[];
  rttMs: (number | null)[];
  /** What tells one answer from the next. */
  said: string;
}

/**
 * What the route agents say of the way from their nodes to each peer. The objects carry no heartbeat: a *connected* is as old
 * as its last change of RTT; any other word holds as long as the cache is proven current.
 */
export function readRouteAgents(
  cached: readonly CachedObject[],
  memory: Memory['agents'],
  announced: Announced,
  names: Names,
  provenAt: number,
  wake: Wake,
): { statements: Statement[]; agents: Memory['agents']; notes: string[] } {
  const agents: Memory['agents'] = new Map();
  const statements: Statement[] = [];
  let left = 0;
  for (const one of cached) {
    for (const word of nodeWords(one)) {
      if (agents.size >= MAX_WORDS) {
        left += 1;
        continue;
      }
      const key = `${word.node}\n${word.peer}`;
      const before = memory.get(key);
      const heard = before?.said === word.said ? before : { said: word.said, at: Math.min(one.changedAt, provenAt) };
      agents.set(key, heard);
      // Agents write once a minute: of a peer that has left they still say what was.
      if (announced && !announced.has(word.peer)) continue;
      const current = announced === null || word.hosts.some((host) => announced.get(word.peer)?.has(host));
      statements.push(nodeStatement(current ? word : withoutAnswer(word), heard, names, provenAt, wake));
    }
  }
  const notes = left > 0 ? [`${left} words of RouteAgents beyond ${MAX_WORDS} were left out`] : [];
  return { statements, agents, notes };
}

const nodeWords = oncePer(({ object }: CachedObject): NodeWord[] => {
  const node = nameOf(object);
  const byPeer = new Map<string, Omit<NodeWord, 'said'>>();
  for (const item of listOf(shapeOf(object.status).remoteEndpoints, MAX_REMOTES).map(shapeOf)) {
    const spec = endpointSpec(item.spec);
    if (!spec || node === '') continue;
    const peer = spec.clusterId;
    const word = byPeer.get(peer) ?? { node, peer, hosts: [], statuses: [], messages: [], rttMs: [] };
    word.hosts.push(spec.hostname);
    word.statuses.push(textOf(item.status));
    word.messages.push(textOf(item.statusMessage));
    word.rttMs.push(rttOf(item.latencyRTT)?.last ?? null);
    byPeer.set(peer, word);
  }
  return [...byPeer.values()].map((word) => ({ ...word, said: JSON.stringify([word.statuses, word.rttMs]) }));
});

/** The peer has another gateway by now, of which this node has said nothing yet. */
const withoutAnswer = oncePer((word: NodeWord): NodeWord => ({ ...word, statuses: [''], messages: [], rttMs: [] }));

/** What was made of a word last: hundreds of words of each node are read anew with every heartbeat, and few are others. */
const made = new WeakMap<NodeWord, { heard: AgentMemory; scope: string; worth: Worth; statement: Statement }>();

function nodeStatement(word: NodeWord, heard: AgentMemory, names: Names, provenAt: number, wake: Wake): Statement {
  const worth = worthOf(word, heard, wake);
  const before = made.get(word);
  const same = before?.worth === worth && before.heard === heard && before.scope === names.scope;
  const statement = same ? before.statement : statementOf(word, heard, names, worth);
  if (!same) made.set(word, { heard, scope: names.scope, worth, statement });
  const pinging = worth.result === 'pass';
  // An object that isn't rewritten (an error, no check at all) still says it while its cache is proven current.
  const observedAt = pinging ? Math.min(heard.at, provenAt) : provenAt;
  const freshForMs = pinging ? Math.min(AGENT_FRESH_MS, provenAt + PROOF_FRESH_MS - observedAt) : PROOF_FRESH_MS;
  return { ...statement, observedAt, freshForMs };
}

/** The statement without its times. */
function statementOf(word: NodeWord, heard: AgentMemory, names: Names, worth: Worth): Statement {
  const { node, peer } = word;
  return {
    id: `route-agent/${node}/${peer}`,
    about: { kind: 'peer', peer: peerOf(names, peer), direction: 'link' },
    layer: 'path',
    status: worth.status,
    words: worth.words,
    witness: `Submariner route agent ${node}`,
    facts: [
      { name: 'status', value: word.statuses.join(', ') },
      { name: 'statusMessage', value: word.messages.filter((message) => message !== '').join('; ') },
      { name: 'rtt last', value: word.rttMs.map((rtt) => (rtt === null ? '' : `${rtt} ms`)).join(', ') },
      { name: 'lastChangeAt', value: new Date(heard.at).toISOString() },
      { name: 'silentSince', value: worth.silent ? new Date(heard.at).toISOString() : '' },
    ],
    evidence: {
      layer: 'path',
      scope: `node:${node}`,
      way: 'both',
      size: 'small',
      strength: 'own-word',
      result: worth.result,
    },
    observedAt: 0,
    freshForMs: 0,
  };
}

/** What a word is worth. */
interface Worth {
  result: Result;
  status: Status;
  words: Words;
  /** Its ping has not been answered for two rounds, going by what it writes. */
  silent?: true;
}

const reaches = oncePer(
  ({ node, peer }: NodeWord): Worth => ({
    result: 'pass',
    status: 'up',
    words: words('submariner.node-reaches', 'Node {node} reaches {peer}', { node, peer }),
  }),
);

function worthOf(word: NodeWord, heard: AgentMemory, wake: Wake): Worth {
  const { node, peer, statuses, messages } = word;
  const params = { node, peer };
  if (statuses.includes('error')) {
    const says = messages[statuses.indexOf('error')] || 'no reason given';
    const said = words('submariner.node-error', 'Node {node} does not reach {peer}: {says}', { ...params, says });
    return { result: 'fail', status: 'down', words: said };
  }
  if (statuses.includes('connected')) {
    if (!wake.due(heard.at + AGENT_SUSPECT_MS)) return reaches(word);
    const gone = wake.due(heard.at + AGENT_FRESH_MS);
    const since = utc(heard.at);
    const text = 'Node {node} is silent about {peer} since {since}; its connected may be old';
    const said = words('submariner.node-silent', text, { ...params, since });
    return { result: 'pass', status: gone ? 'stale' : 'unknown', words: said, silent: true };
  }
  const known = statuses.every((status) => status === 'none' || status === 'connecting' || status === '');
  const said = statuses.every((status) => status === 'none')
    ? words('submariner.node-unchecked', 'Node {node} does not check the way to {peer}', params)
    : words('submariner.node-due', 'Node {node} has no answer from {peer} yet', params);
  const strange = words('submariner.node-unknown', 'Node {node} says {says} of the way to {peer}', {
    ...params,
    says: statuses.join(', '),
  });
  return { result: 'none', status: 'unknown', words: known ? said : strange };
}
