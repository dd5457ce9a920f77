import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toInstant } from '#lib/api/instant.ts';
import { HistoryError } from '#lib/history/history-error.ts';
import { openHistory } from '#lib/history/open-history.ts';
import type { HistoryStore, Transition } from '#lib/history/store.ts';
import { VirtualClock } from '#lib/model/clock.ts';
import { Config } from './config/config.ts';
import { Engine } from './engine.ts';
import { KeptHistory } from './kept-history.ts';
import { NOW } from './pipeline/made-fleet.ts';
import { Recorder } from './recorder.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-engine-'));
  file = join(folder, 'history.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openHistory({ url: `file:${file}` });

/** An engine without a cluster to read: what it shows is what the configuration expects. */
async function startEngine(): Promise<Engine> {
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(
    kubeconfig,
    JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: [], users: [], contexts: [] }),
  );
  const config = Config.parse({
    kubeconfig,
    clusters: [{ id: 'a' }, { id: 'b' }],
    links: [{ clusters: ['a', 'b'] }],
    history: { url: `file:${file}` },
  });
  return Engine.start({ config, clock: new VirtualClock(NOW), random: () => 0.5, onChange: () => {}, log: () => {} });
}

it('is complete when everybody has answered or failed, or had time enough', async () => {
  const nobody = await startEngine();
  expect([nobody.clusters, nobody.isComplete]).toEqual([0, true]);
  await nobody.stop();
  const kubeconfig = join(folder, 'one');
  const named = (key: string, value: object) => [{ name: 'silent', [key]: value }];
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      clusters: named('cluster', { server: 'https://127.0.0.1:1' }),
      users: named('user', {}),
      contexts: named('context', { cluster: 'silent', user: 'silent' }),
    }),
  );
  const clock = new VirtualClock(NOW);
  const config = Config.parse({ kubeconfig, history: { url: `file:${file}` } });
  const engine = await Engine.start({ config, clock, random: () => 0.5, onChange: () => {}, log: () => {} });
  expect([engine.clusters, engine.isComplete]).toEqual([1, false]);
  clock.advance(30_000);
  expect(engine.isComplete).toBe(true);
  await engine.stop();
});

describe('a history that cannot be used', () => {
  const makeHistory = async () => {
    const store = open();
    await store.commit({ at: NOW - 1000, samples: [], transitions: [] });
    await store.close();
  };

  it.each([
    [
      'is no database',
      async () => writeFileSync(file, 'not a database at all, but long enough to be taken for one'.repeat(40)),
    ],
    [
      'is of a newer version',
      async () => {
        await makeHistory();
        const database = new DatabaseSync(file);
        database.exec('PRAGMA user_version = 999');
        database.close();
      },
    ],
    [
      'is damaged inside',
      async () => {
        await makeHistory();
        const bytes = readFileSync(file);
        bytes.fill(0xa5, 4096, bytes.length);
        writeFileSync(file, bytes);
      },
    ],
  ])('because it %s: everything is shown, the fault is said, the file stays as it is', async (_, damage) => {
    await damage();
    copyFileSync(file, join(folder, 'before'));
    const engine = await startEngine();
    expect([...engine.fleet.snapshot.links.keys()]).toEqual(['a~b']);
    expect(engine.faults().filter(({ part }) => part.startsWith('history'))).toMatchObject([
      { message: expect.stringContaining('history.db') },
    ]);
    expect(await engine.history.read(NOW, (store) => store.stats())).toEqual({
      found: undefined,
      fault: expect.stringContaining('history.db'),
    });
    await engine.stop();
    expect(readFileSync(file).equals(readFileSync(join(folder, 'before')))).toBe(true);
  });

  it('says of every configured cluster without a context that there is none', async () => {
    const engine = await startEngine();
    expect(engine.faults().map(({ part }) => part)).toEqual(['configuration: cluster a', 'configuration: cluster b']);
    await engine.stop();
  });
});

/** A real history on a disk that is full at will. */
function withFullDisk(store: HistoryStore): HistoryStore & { full: boolean } {
  const disk = { full: false };
  const whenThereIsRoom = <Answer>(write: () => Answer): Answer => {
    if (disk.full) throw new HistoryError('full', 'history.db: no room on the disk');
    return write();
  };
  const through: Partial<HistoryStore> = {
    commit: async (tick) => whenThereIsRoom(() => store.commit(tick)),
    load: async (ticks) => whenThereIsRoom(() => store.load(ticks)),
    retain: (now) => store.retain(now),
    transitions: (query) => store.transitions(query),
    close: () => store.close(),
  };
  return Object.assign(disk, through) as HistoryStore & { full: boolean };
}

describe('the recorder', () => {
  const transition = (at: number): Transition => ({ at, kind: 'verdict', subject: 'direction/a>b', state: { at } });
  const sample = (at: number) =>
    ({
      subject: 'direction/a>b',
      metric: 'rttMs',
      value: at % 1000,
      at,
      preference: 10,
      measuredFrom: 'a',
      basis: 'measured',
    }) as const;

  it('loses nothing while the disk is full, and says that it is', async () => {
    const disk = withFullDisk(open());
    const clock = new VirtualClock(NOW);
    const recorder = new Recorder(disk, clock);
    recorder.start();
    disk.full = true;
    for (let second = 1; second <= 30; second++) {
      recorder.samples([sample(clock.now())]);
      recorder.transitions([transition(clock.now())]);
      clock.advance(1000);
      await settled();
    }
    expect(recorder.fault).toContain('no room on the disk');
    disk.full = false;
    clock.advance(1000);
    await expect.poll(() => recorder.fault).toBe('');
    await recorder.stop();
    const store = open();
    const span = { fromAt: NOW - 1, toAt: NOW + 60_000 };
    const { transitions } = await store.transitions({ ...span, kind: 'verdict' });
    expect(transitions.map(({ at }) => at)).toEqual(Array.from({ length: 30 }, (_, index) => NOW + index * 1000));
    const series = await store.series({ ...span, subject: 'direction/a>b', metric: 'rttMs', points: 100 });
    expect(series.points).toHaveLength(30);
    await store.close();
  });

  it('is told once when the disk is full and once when it is over, and answers say what they lack', async () => {
    const disk = withFullDisk(open());
    const clock = new VirtualClock(NOW);
    const lines: string[] = [];
    const history = new KeptHistory({ store: disk, fault: '' }, Config.parse({}).history, clock, (level, text) =>
      lines.push(`${level} ${text}`),
    );
    history.recorder?.start();
    const live = async (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        history.recorder?.transitions([transition(clock.now())]);
        clock.advance(1000);
        await settled();
      }
    };
    const read = (toAt: number) =>
      history.read(toAt, (store) => store.transitions({ kind: 'verdict', fromAt: NOW - 1, toAt }));
    await live(5);
    expect(await read(clock.now())).toMatchObject({ found: { transitions: { length: 5 } }, fault: null });
    disk.full = true;
    await live(30);
    const full = 'history.db: no room on the disk';
    expect(history.fault).toBe(full);
    expect(await read(clock.now())).toMatchObject({
      found: { transitions: { length: 5 } },
      fault: `What happened after ${toInstant(NOW + 5000)} could not be written yet: ${full}`,
    });
    expect((await read(NOW + 5000)).fault).toBeNull();
    expect(lines).toEqual([`warn history: can't write: ${full}`]);
    disk.full = false;
    await live(2);
    expect(lines).toEqual([
      `warn history: can't write: ${full}`,
      expect.stringMatching(/^info history: written again/),
    ]);
    expect(await read(clock.now())).toMatchObject({ found: { transitions: { length: 37 } }, fault: null });
    await history.recorder?.stop();
  });

  it('writes what came while it was writing before it closes', async () => {
    const clock = new VirtualClock(NOW);
    const recorder = new Recorder(open(), clock);
    recorder.start();
    recorder.transitions([transition(NOW)]);
    clock.advance(1000);
    recorder.transitions([transition(NOW + 1000)]);
    await recorder.stop();
    const store = open();
    const { transitions } = await store.transitions({ kind: 'verdict', fromAt: NOW - 1, toAt: NOW + 60_000 });
    expect(transitions.map(({ at }) => at)).toEqual([NOW, NOW + 1000]);
    await store.close();
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
