import { describe, expect, it } from 'vitest';
import type { Observation } from '#lib/model/observation.ts';
import type { Reading } from '#lib/model/reading.ts';
import { type StatementTable, statementsIn } from '#lib/model/statement-table.ts';
import { holdingLonger } from '../reading/rhythm.ts';
import { alias, FRESH_MS, MadeFleet, NOW, peer, planOf, reading, says } from './made-fleet.ts';
import { renewalOf } from './renewal.ts';

const PEERS = ['b', 'c', 'd'];
const SOURCE = { id: 'a/net', cluster: 'a', system: 'net' };

interface Told {
  /** Peers that the node reaches, and when it said so: milliseconds since the beginning. */
  reaches: Record<string, number>;
  /** Peers that it does not reach. */
  fails?: readonly string[];
  status?: 'up' | 'stale';
  provenMs: number;
}

/** One node's words of its peers: what passes in a table, what fails by itself. */
function told({ reaches, fails = [], status = 'up', provenMs }: Told): Reading {
  const provenAt = NOW + provenMs;
  const names = Object.keys(reaches);
  const table: StatementTable = {
    template: {
      id: 'node/n1',
      direction: 'link',
      layer: 'path',
      status,
      words: { id: 'net.reaches', text: 'Node {node} reaches {peer}', params: { node: 'n1' } },
      witness: 'Node n1',
      facts: [{ name: 'status', value: 'connected' }],
      evidence: { layer: 'path', scope: 'node:n1', way: 'both', size: 'small', strength: 'own-word', result: 'pass' },
    },
    peers: names.map((name) => alias(name)),
    saidAt: Float64Array.from(names, (name) => NOW + (reaches[name] ?? 0)),
    figures: { name: 'rtt', unit: 'ms', columns: [Float64Array.from(names, (_, row) => row || Number.NaN)] },
    provenAt,
    provenForMs: FRESH_MS,
    freshForMs: 3 * FRESH_MS,
  };
  const failing = fails.map((name) =>
    says(name, 'fail', provenAt, { id: `node/n1/${name}`, evidence: { layer: 'path', scope: 'node:n1' } }),
  );
  return reading('a', failing, { peers: PEERS.map((name) => peer(name)), tables: [table] });
}

function writtenOut(one: Reading): Reading {
  const { tables: _, ...rest } = one;
  return { ...rest, statements: statementsIn(one) };
}

/** Steps of one story: when they are told, what, and whether as a renewal of the step before where that is possible. */
const STORY: [atMs: number, Told | null][] = [
  [0, { reaches: { b: 0, c: 0, d: 0 }, provenMs: 0 }],
  [5000, { reaches: { b: 0, c: 0, d: 0 }, provenMs: 5000 }],
  [10_000, { reaches: { b: 9000, c: 0, d: 9000 }, provenMs: 10_000 }],
  // One peer fails, then is reached again.
  [15_000, { reaches: { b: 9000, d: 9000 }, fails: ['c'], provenMs: 15_000 }],
  [20_000, { reaches: { b: 9000, c: 19_000, d: 9000 }, provenMs: 20_000 }],
  // Nothing is proven for longer than that holds, then the same again.
  [30_000, null],
  [40_000, null],
  [45_000, { reaches: { b: 44_000, c: 44_000, d: 44_000 }, provenMs: 45_000 }],
  [50_000, { reaches: { b: 44_000, c: 44_000, d: 44_000 }, status: 'stale', provenMs: 50_000 }],
  // The node leaves one peer out, then speaks of none.
  [55_000, { reaches: { b: 54_000, d: 54_000 }, provenMs: 55_000 }],
  [60_000, { reaches: {}, provenMs: 60_000 }],
];

type Form = 'statements' | 'tables' | 'renewed tables';

function live(form: Form) {
  const made = new MadeFleet(planOf(['a', ...PEERS]));
  for (const name of PEERS) made.hear(name, reading(name, []));
  let before: Reading | undefined;
  return STORY.map(([atMs, step]) => {
    made.now = NOW + atMs;
    if (step) {
      const next = told(step);
      const renewal = before && renewalOf(before, next, true);
      if (form === 'statements') made.hear('a', writtenOut(next));
      else if (form === 'tables' || !renewal) made.hear('a', next);
      else made.fleet.setRenewal(SOURCE, structuredClone(renewal), made.now);
      before = next;
    }
    made.tick();
    const { links, observations } = made.fleet.snapshot;
    const said = PEERS.map((name) =>
      (observations.get(`link/a~${name}`) ?? [])
        .map(({ collectedAt: _, ...one }) => one)
        .sort((x, y) => (x.id < y.id ? -1 : 1)),
    );
    const judged = [...links.values()].map(({ observedAt: _, directions, ...link }) => ({
      ...link,
      // Instants that move alone are judged when their turn comes.
      directions: directions.map(({ observedAt: __, layers, ...direction }) => ({
        ...direction,
        layers: Object.entries(layers).map(([name, { observedAt: ___, ...layer }]) => [name, layer]),
      })),
    }));
    return { atMs, said, judged };
  });
}

describe('a table', () => {
  const asStatements = live('statements');
  it.each(['tables', 'renewed tables'] as const)('says and is judged as its statements would be: %s', (form) => {
    for (const [index, seen] of live(form).entries()) expect(seen, `step ${index}`).toEqual(asStatements[index]);
  });
  it('tells a story in which a peer fails, all is silent, and it ends', () => {
    const seen = asStatements.map(({ judged }) => judged.find(({ id }) => id === 'a~c')?.status);
    expect(seen).toEqual(['up', 'up', 'up', 'down', 'up', 'up', 'stale', 'up', 'up', 'stale', 'stale']);
  });
  it('is renewed by its instants alone, and by its columns where they moved', () => {
    const of = (provenMs: number, reaches = { b: 0, c: 0 }) => told({ reaches, provenMs });
    const first = of(0);
    const [table] = first.tables ?? [];
    if (!table) throw new Error('no table');
    const later: Reading = { ...first, tables: [{ ...table, provenAt: NOW + 5000 }] };
    expect(renewalOf(first, later, true)?.tables).toEqual([
      { provenAt: NOW + 5000, provenForMs: FRESH_MS, freshForMs: 3 * FRESH_MS },
    ]);
    expect(renewalOf(first, of(5000, { b: 4000, c: 0 }), true)?.tables[0]).toMatchObject({
      saidAt: Float64Array.of(NOW + 4000, NOW),
    });
    expect(
      renewalOf(first, of(5000, { b: 4000, c: 0, d: 1 } as Told['reaches'] & { b: number; c: number }), true),
    ).toBeNull();
    expect(renewalOf(first, told({ reaches: { b: 0, c: 0 }, status: 'stale', provenMs: 0 }), true)).toBeNull();
  });
  it('holds longer where it is read later', () => {
    const said = told({ reaches: { b: 0, c: 0, d: 0 }, provenMs: 0 });
    const longer = holdingLonger(said, 8000);
    expect(statementsIn(longer)).toEqual(
      statementsIn(said).map((one) => ({ ...one, freshForMs: one.freshForMs + 8000 })),
    );
  });
  it('writes hostile names as they are', () => {
    const said = told({ reaches: { '{node}': 0, $1: 0 }, provenMs: 0 });
    const texts = statementsIn(said).map(({ words }: Pick<Observation, 'words'>) => words.text);
    expect(texts).toEqual(['Node n1 reaches {node}', 'Node n1 reaches $1']);
  });
});
