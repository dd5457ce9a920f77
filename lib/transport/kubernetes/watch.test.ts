import type { ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { eventually, realClock, type StandIn, startStandIn } from '../stand-in.ts';
import type { TransportError } from '../transport-error.ts';
import { openCluster } from './cluster-api.ts';
import { type Watch, type WatchOptions, watchResource } from './watch.ts';

const REF = { group: '', version: 'v1', plural: 'things' };
const thing = (name: unknown, more: object = {}) => ({
  metadata: { name, resourceVersion: '5', managedFields: [1] },
  ...more,
});
const list = (items: unknown[], resourceVersion = '5') =>
  JSON.stringify({ kind: 'ThingList', apiVersion: 'v1', metadata: { resourceVersion }, items });
const event = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;

let standIn: StandIn;
let running: Watch[] = [];
afterEach(async () => {
  for (const watch of running) watch.stop();
  running = [];
  await standIn.close();
});

/** Lists are answered by `lists` in turn (the last one again and again), watches by `watches`. */
async function follow(
  lists: string[],
  watches: ((response: ServerResponse) => void)[],
  options: Partial<WatchOptions> = {},
) {
  let listed = 0;
  let watched = 0;
  standIn = await startStandIn((request, response) => {
    if (request.url?.includes('watch=true')) {
      response.writeHead(200).flushHeaders();
      watches[Math.min(watched++, watches.length - 1)]?.(response);
    } else response.end(lists[Math.min(listed++, lists.length - 1)]);
  });
  const told: string[] = [];
  const failures: TransportError[] = [];
  const defects: unknown[] = [];
  const watch = watchResource(openCluster(standIn.context(), { clock: realClock }), REF, {
    replaced: (objects) => void told.push(`replaced ${objects.map(({ metadata }) => metadata.name)}`),
    upserted: ({ metadata }) => void told.push(`upserted ${metadata.name}`),
    deleted: ({ metadata }) => void told.push(`deleted ${metadata.name}`),
    skipped: ({ name, error }) => void told.push(`skipped ${name}: ${error.message}`),
    failed: (error) => void failures.push(error),
    onDefect: (thrown) => void defects.push(thrown),
    random: () => 0,
    ...options,
  });
  running.push(watch);
  return { watch, told, failures, defects };
}

it('leaves out single objects that are malformed or too large, and names them', async () => {
  const big = thing('big', { data: 'x'.repeat(5_000) });
  const { watch, told, failures } = await follow(
    [list([thing('good'), big, 7, thing(''), thing('odd', { metadata: { name: 'odd', labels: 'x' } }), null])],
    [
      (response) => {
        response.write(event('MODIFIED', thing('big', { data: 'y'.repeat(9_000) })));
        response.write(event('ADDED', { nothing: true }));
        response.write(event('ADDED', thing('late')));
      },
    ],
    { maxObjectBytes: 2_000 },
  );
  watch.start();
  await eventually('the last event', () => told.includes('upserted late'));
  expect(told).toEqual([
    expect.stringMatching(/^skipped big: big: larger than 2000 bytes \(at least 50\d\d\)$/),
    'skipped : an object without a name: malformed: no object with a name',
    'skipped : an object without a name: malformed: no object with a name',
    'skipped odd: odd: malformed: metadata.labels is no map',
    'skipped : an object without a name: malformed: no object with a name',
    'replaced good',
    expect.stringMatching(/^skipped big: big: larger than 2000 bytes/),
    'skipped : an object without a name: malformed: no object with a name',
    'upserted late',
  ]);
  expect(failures).toEqual([]);
});

it('is not connected before the first complete list', async () => {
  const { watch, failures } = await follow(['<html>', list([])], [() => undefined]);
  expect(watch.state().connected).toBe(false);
  watch.start();
  await eventually('the rubbish was told', () => failures.length === 1);
  expect(failures[0]?.reason).toBe('malformed');
  expect(watch.state()).toMatchObject({ connected: false, listedAt: null });
  await eventually('the second try succeeds', () => watch.state().connected);
});

it('goes on after handlers that throw, at once or later', async () => {
  const { watch, defects, told, failures } = await follow(
    [list([thing('a')])],
    [(response) => void response.write(event('ADDED', thing('b')) + event('DELETED', thing('a')))],
    {
      replaced() {
        throw new Error('first');
      },
      upserted: (async () => {
        throw new Error('second');
      }) as () => void,
    },
  );
  watch.start();
  await eventually('the deletion', () => told.includes('deleted a'));
  await eventually('both defects', () => defects.length === 2);
  expect(defects.map(String).sort()).toEqual(['Error: first', 'Error: second']);
  expect(failures).toEqual([]);
});

it('starts once, stops for good, and starts again', async () => {
  let send: ServerResponse | undefined;
  const { watch, told } = await follow(
    [list([thing('a')])],
    [
      (response) => {
        send = response;
      },
    ],
  );
  watch.start();
  watch.start();
  await eventually('watching', () => send !== undefined);
  expect(standIn.asked).toHaveLength(2);
  watch.stop();
  send?.write(event('ADDED', thing('b')));
  const first = watch.state().generation;
  watch.start();
  await eventually('listed again', () => told.length === 2);
  expect(told).toEqual(['replaced a', 'replaced a']);
  expect(watch.state().generation).toBeGreaterThan(first);
});

it('tells nothing of a list that was under way when it was stopped', async () => {
  let finish = () => {};
  standIn = await startStandIn((_, response) => {
    finish = () => response.end(list([thing('a')]));
  });
  const told: string[] = [];
  const note = (word: string) => () => void told.push(word);
  const watch = watchResource(openCluster(standIn.context(), { clock: realClock }), REF, {
    replaced: note('replaced'),
    failed: note('failed'),
    onDefect: note('defect'),
  });
  watch.start();
  await eventually('asked', () => standIn.asked.length === 1);
  watch.stop();
  finish();
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([]);
  expect(standIn.asked).toHaveLength(1);
});

it('lists anew when versions went back, and when it is another cluster', async () => {
  const endAt = (resourceVersion: string) => (response: ServerResponse) =>
    void response.end(event('BOOKMARK', { metadata: { resourceVersion } }));
  let uid = 'one';
  const { watch, told, failures } = await follow(
    [list([thing('a')], '900'), list([], '7'), list([thing('b')], '7')],
    [endAt('900'), endAt('7')],
    { identity: async () => uid },
  );
  watch.start();
  await eventually('the older store was listed', () => told.includes('replaced b'));
  const before = standIn.asked.length;
  await eventually('another watch without a list', () => standIn.asked.length >= before + 3);
  expect(told).toEqual(['replaced a', 'replaced b']);
  uid = 'two';
  await eventually('the other cluster was listed', () => told.length === 3);
  expect(failures).toEqual([]);
});

it('lists again after a silence, which is no failure while the list succeeds', async () => {
  const { watch, failures, told } = await follow([list([]), list([thing('missed')])], [() => undefined], {
    silenceMs: 600,
  });
  watch.start();
  await eventually('listed again', () => told.length === 2);
  expect(told).toEqual(['replaced ', 'replaced missed']);
  expect(failures).toEqual([]);
});

it('lists on demand', async () => {
  const { watch, told } = await follow([list([thing('a')])], [() => undefined]);
  watch.start();
  await eventually('listed', () => told.length === 1);
  watch.relist();
  await eventually('listed again', () => told.length === 2);
  expect(watch.state().failures).toBe(0);
});

it('waits longer from failure to failure', async () => {
  const waits: number[] = [];
  const { watch } = await follow(['{}'], [], { failed: (_, nextTryAt) => void waits.push(nextTryAt - Date.now()) });
  watch.start();
  await eventually('three failures', () => waits.length === 3);
  const steps = waits.map((ms) => Math.round(ms / 250));
  expect(steps).toEqual([1, 2, 4]);
});
