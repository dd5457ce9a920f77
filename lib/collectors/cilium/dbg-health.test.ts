import { expect, it } from 'vitest';
import { readDbgHealth } from './dbg-health.ts';

const node = (name: string, host: unknown, endpoint: unknown) => ({
  name,
  host: { 'primary-address': host, 'secondary-addresses': [] },
  'health-endpoint': { 'primary-address': endpoint, 'secondary-addresses': [] },
});
const answered = (ms: number) => ({ icmp: { lastProbed: '2026-11-21T09:54:17Z', latency: ms * 1e6 } });
const failed = { icmp: { lastProbed: '2026-11-21T09:54:17Z', status: 'Connection timed out' } };
const read = (nodes: unknown) => readDbgHealth(JSON.stringify({ local: { name: 'east/east-n1' }, nodes }));

it('a probe that was not made yet is neither reached nor missed', () => {
  const told = read([node('west/west-n1', {}, failed), node('west/west-n2', answered(4), {})]);
  expect(told).toEqual({
    node: 'east-n1',
    byCluster: [
      { cluster: 'west', kind: 'endpoint', reached: 0, of: 1, rttMs: null },
      { cluster: 'west', kind: 'node', reached: 1, of: 1, rttMs: 4 },
    ],
  });
});

it.each([[null], [[]], [undefined]])('before the first round (%j) nothing is said of any cluster', (nodes) => {
  expect(read(nodes)?.byCluster).toEqual([]);
});

it('nodes of its own cluster are no word about others, in whatever order they come', () => {
  const [own, far] = [node('east/east-n2', failed, failed), node('west/west-n1', answered(1), answered(2))];
  expect(read([own, far])).toEqual(read([far, own]));
  expect(read([own, far])?.byCluster.map(({ cluster }) => cluster)).toEqual(['west', 'west']);
});

it('a failed probe has no round trip, however it is written', () => {
  const odd = { icmp: { status: 'sendmsg: operation not permitted', latency: 1e6 } };
  expect(read([node('west/west-n1', odd, {})])?.byCluster).toEqual([
    { cluster: 'west', kind: 'node', reached: 0, of: 1, rttMs: null },
  ]);
});

it('hostile shapes are left out, each alone', () => {
  const far = node('west/west-n1', answered(1), {});
  for (const shape of [null, 7, '', [], {}, { name: 7 }, { name: 'no-slash' }, node('/', failed, failed)])
    expect(read([shape, far])).toEqual(read([far]));
  for (const shape of [null, 7, 'x', [null], { 'primary-address': 'x' }])
    expect(read([{ name: 'west/west-n2', host: shape, 'health-endpoint': shape }, far])?.byCluster).toContainEqual(
      expect.objectContaining({ kind: 'node', reached: 1, of: 1 }),
    );
  for (const text of [
    '',
    'Error: cannot connect',
    '{"local":{"name":"east/e',
    '[]',
    'null',
    '{"local":{"name":"east"}}',
  ])
    expect(readDbgHealth(text)).toBeNull();
});
