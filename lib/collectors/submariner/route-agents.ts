import type { Result } from '#lib/model/evidence.ts';
import type { Statement } from '#lib/model/statement.ts';
import type { StatementTable } from '#lib/model/statement-table.ts';
import type { Status } from '#lib/model/status.ts';
import { utc } from '#lib/model/utc.ts';
import { type Words, words } from '#lib/model/words.ts';
import type { CachedObject } from '../collector.ts';
import { type Alike, alikeTables, kindOf } from './alike-nodes.ts';
import { PROOF_FRESH_MS } from './heartbeat.ts';
import type { AgentMemory, Memory } from './memory.ts';
import { linkTo, type Names } from './names.ts';
import {
  AGENT_FRESH_MS,
  answerFacts,
  factOf,
  type NodeWord,
  nodeWords,
  withoutAnswer,
  witnessOf,
} from './node-words.ts';
import { smallRoundTrip } from './small-round-trip.ts';
import { Wake } from './wake.ts';

/** Words of all nodes about all peers that are kept. */
const MAX_WORDS = 20_000;

/** The gateways that each peer announces here, by cluster id; nothing where Endpoints were not read. */
export type Announced = ReadonlyMap<string, ReadonlySet<string>> | null;

/** A peer of which a node that reached it writes nothing new. */
export interface Silence {
  node: string;
  peer: string;
  /** Its last answer, RFC 3339 UTC. */
  since: string;
}

interface Said {
  statements: Statement[];
  /** What nodes say of many peers alike. */
  tables: StatementTable[];
  silences: Silence[];
  agents: Memory['agents'];
  notes: string[];
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
): Said {
  const said: Said = { statements: [], tables: [], silences: [], agents: new Map(), notes: [] };
  let [kept, left] = [0, 0];
  for (const one of cached) {
    const { node, words: all } = nodeWords(one);
    const words = all.length > MAX_WORDS - kept ? all.slice(0, MAX_WORDS - kept) : all;
    kept += words.length;
    left += all.length - words.length;
    if (words.length === 0) continue;
    const heard = heardOf(words, memory.get(node), Math.min(one.changedAt, provenAt));
    said.agents.set(node, heard);
    const saying = nodeSaying(words, heard, announced, names, wake);
    for (const { statement, heardAt } of saying.lines)
      said.statements.push(datedStatement(statement, heardAt, provenAt));
    for (const table of saying.tables) said.tables.push({ ...table, provenAt });
    said.silences.push(...saying.silences);
  }
  if (left > 0) said.notes.push(`${left} words of RouteAgents beyond ${MAX_WORDS} were left out`);
  return said;
}

type Heard = ReadonlyMap<string, AgentMemory>;
const remembered = new WeakMap<readonly NodeWord[], Heard>();

/** When each word was said first, by peer. */
function heardOf(words: readonly NodeWord[], memory: Heard | undefined, at: number): Heard {
  const known = remembered.get(words);
  if (known && known === memory) return known;
  const heard = new Map(
    words.map(({ peer, said }) => {
      const before = memory?.get(peer);
      return [peer, before?.said === said ? before : { said, at }];
    }),
  );
  remembered.set(words, heard);
  return heard;
}

/** What one node says, without the instants of the statements. */
interface NodeSaying {
  announced: Announced;
  scope: string;
  /** The instant at which time alone changes it. */
  until: number | null;
  /** `heardAt`: of a word that is as old as its last change; null: it holds as long as the cache is proven current. */
  lines: { statement: Statement; heardAt: number | null }[];
  tables: Omit<StatementTable, 'provenAt'>[];
  silences: Silence[];
}

/** Hundreds of words of each node are read with every heartbeat, and hardly ever one of them is news. */
const sayings = new WeakMap<Heard, NodeSaying>();

function nodeSaying(
  words: readonly NodeWord[],
  heard: Heard,
  announced: Announced,
  names: Names,
  wake: Wake,
): NodeSaying {
  const known = sayings.get(heard);
  const same = known?.announced === announced && known.scope === names.scope;
  if (known && same && (known.until === null || !wake.due(known.until))) return known;
  const own = new Wake(wake.now);
  const saying: NodeSaying = { announced, scope: names.scope, until: null, lines: [], tables: [], silences: [] };
  const alike: Alike[] = [];
  for (const word of words) {
    const { node, peer, hosts } = word;
    const last = heard.get(peer);
    // Agents write once a minute: of a peer that has left they still say what was.
    if (!last || (announced && !announced.has(peer))) continue;
    const current = announced === null || hosts.some((host) => announced.get(peer)?.has(host));
    const says = current ? word : withoutAnswer(word);
    const kind = kindOf(says, last, own);
    if (kind) {
      alike.push({ kind, word: says, at: last.at });
      continue;
    }
    const worth = worthOf(says, last, own);
    saying.lines.push({
      statement: statementOf(says, last, names, worth),
      heardAt: worth.result === 'pass' ? last.at : null,
    });
    if (worth.silent) saying.silences.push({ node, peer, since: new Date(last.at).toISOString() });
  }
  saying.tables = alikeTables(alike, names);
  saying.until = own.next;
  if (own.next !== null) wake.due(own.next);
  sayings.set(heard, saying);
  return saying;
}

/** An object that isn't rewritten (an error, no check at all) still says it while its cache is proven current. */
function datedStatement(statement: Statement, heardAt: number | null, provenAt: number): Statement {
  const observedAt = heardAt === null ? provenAt : Math.min(heardAt, provenAt);
  const provenFor = provenAt + PROOF_FRESH_MS - observedAt;
  return { ...statement, observedAt, freshForMs: heardAt === null ? provenFor : Math.min(AGENT_FRESH_MS, provenFor) };
}

/** The statement without its times. */
function statementOf(word: NodeWord, heard: AgentMemory, names: Names, worth: Worth): Statement {
  const { node, peer } = word;
  return {
    id: `route-agent/${node}/${peer}`,
    about: linkTo(names, peer),
    layer: 'path',
    status: worth.status,
    words: worth.words,
    witness: witnessOf(node),
    facts: [
      ...answerFacts(word),
      { name: 'rtt last', value: word.rttMs.map((rtt) => (rtt === null ? '' : `${rtt} ms`)).join(', ') },
      { name: 'lastChangeAt', value: new Date(heard.at).toISOString() },
      factOf('silentSince', worth.silent ? new Date(heard.at).toISOString() : ''),
    ],
    evidence: smallRoundTrip('path', `node:${node}`, { strength: 'own-word', result: worth.result }),
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

/** Of a word that no table tells. */
function worthOf(word: NodeWord, heard: AgentMemory, wake: Wake): Worth {
  const { node, peer, statuses, messages } = word;
  const params = { node, peer };
  if (statuses.includes('error')) {
    const says = messages[statuses.indexOf('error')] || 'no reason given';
    const said = words('submariner.node-error', 'Node {node} does not reach {peer}: {says}', { ...params, says });
    return { result: 'fail', status: 'down', words: said };
  }
  if (statuses.includes('connected')) {
    const gone = wake.due(heard.at + AGENT_FRESH_MS);
    const since = utc(heard.at);
    const text = 'Node {node} is silent about {peer} since {since}; its connected may be old';
    const said = words('submariner.node-silent', text, { ...params, since });
    return { result: 'pass', status: gone ? 'stale' : 'unknown', words: said, silent: true };
  }
  const known = statuses.every((status) => status === 'none' || status === 'connecting' || status === '');
  const said = words('submariner.node-due', 'Node {node} has no answer from {peer} yet', params);
  const strange = words('submariner.node-unknown', 'Node {node} says {says} of the way to {peer}', {
    ...params,
    says: statuses.join(', '),
  });
  return { result: 'none', status: 'unknown', words: known ? said : strange };
}
