import type { StatementTable } from '#lib/model/statement-table.ts';
import { PROOF_FRESH_MS } from './heartbeat.ts';
import type { AgentMemory } from './memory.ts';
import type { Names } from './names.ts';
import { nodeSays, peersOf, REACHES, UNCHECKED } from './node-templates.ts';
import { AGENT_FRESH_MS, AGENT_SUSPECT_MS, answerFacts, type NodeWord, witnessOf } from './node-words.ts';
import type { Wake } from './wake.ts';

/** What nodes say alike of hundreds of peers. */
type Kind = 'reaches' | 'unchecked';

/** A word that many say alike, and since when it is said. */
export interface Alike {
  kind: Kind;
  word: NodeWord;
  at: number;
}

/** How a word is said of many peers; null: it is told by itself. */
export function kindOf({ statuses }: NodeWord, { at }: AgentMemory, wake: Wake): Kind | null {
  if (statuses.every((status) => status === 'none')) return 'unchecked';
  if (statuses.includes('error') || !statuses.includes('connected')) return null;
  return wake.due(at + AGENT_SUSPECT_MS) ? null : 'reaches';
}

/** Tables of what one node says alike, to be completed by the instant at which it is proven. */
export function alikeTables(words: readonly Alike[], names: Names): Omit<StatementTable, 'provenAt'>[] {
  const tables = Map.groupBy(words, ({ kind, word }) => JSON.stringify([kind, word.statuses, word.messages]));
  return [...tables.values()].map((rows) => tableOf(rows, names));
}

function tableOf(alike: Alike[], names: Names): Omit<StatementTable, 'provenAt'> {
  const rows = alike.sort((a, b) => (a.word.peer < b.word.peer ? -1 : 1));
  const [first] = rows;
  if (!first) throw new Error('a table of no rows');
  const { kind, word } = first;
  const reaches = kind === 'reaches';
  const speaker = { id: `route-agent/${word.node}`, node: word.node, witness: witnessOf(word.node) };
  const status = reaches ? 'up' : 'unknown';
  return {
    template: nodeSays({ ...speaker, status }, reaches ? REACHES : UNCHECKED, answerFacts(word)),
    peers: peersOf(
      names,
      rows.map((row) => row.word.peer),
    ),
    saidAt: reaches ? Float64Array.from(rows, ({ at }) => at) : Number.POSITIVE_INFINITY,
    figures: {
      name: 'rtt last',
      unit: 'ms',
      columns: word.rttMs.map((_, family) => Float64Array.from(rows, (row) => row.word.rttMs[family] ?? Number.NaN)),
    },
    provenForMs: PROOF_FRESH_MS,
    freshForMs: reaches ? AGENT_FRESH_MS : PROOF_FRESH_MS,
  };
}
