import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { Config } from '../config/config.ts';
import { Turns } from '../reading/turns.ts';
import type { RenewingSink } from './readers.ts';
import { ReaderThread } from './thread-host.ts';
import { ThreadedReaders, threadsFor } from './threaded-readers.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'readers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A kubeconfig of clusters that nobody answers for. */
function silent(...names: string[]): Config {
  const kubeconfig = join(folder, 'config');
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      clusters: names.map((name) => ({ name, cluster: { server: 'https://127.0.0.1:1' } })),
      users: names.map((name) => ({ name, user: {} })),
      contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
    }),
  );
  return Config.parse({ kubeconfig });
}

/** A sink that writes down what it hears. */
function listen(): { sink: RenewingSink; heard: string[] } {
  const heard: string[] = [];
  const sink: RenewingSink = {
    reach: (cluster, { state }) => heard.push(`${cluster} ${state}`),
    source: ({ id, state }) => heard.push(`${id} ${state}`),
    reading: ({ id }) => heard.push(`${id} read`),
    renewal: ({ id }) => heard.push(`${id} renewed`),
    defect: (where, thrown) => heard.push(`${where}: ${thrown instanceof Error ? thrown.message : thrown}`),
  };
  return { sink, heard };
}

describe('readers in threads', () => {
  it('share the clusters, and say of each how it is', { timeout: 30_000 }, async () => {
    const { sink, heard } = listen();
    const clusters = ['a', 'b', 'c'];
    const config = silent(...clusters);
    const readers = new ThreadedReaders({ config, clusters, threads: 2, clock: systemClock, sink });
    readers.start();
    readers.peersChanged('a', [{ cluster: 'b', offers: [], promise: { rttMs: null, mtuBytes: null } }]);
    for (const id of clusters) {
      await expect.poll(() => heard, { timeout: 20_000 }).toContain(`${id} failed`);
      await expect.poll(() => heard).toContain(`${id}/kubernetes failed`);
    }
    await readers.stop();
    const told = heard.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard.slice(told)).toEqual([]);
    expect(heard.filter((line) => line.startsWith('thread'))).toEqual([]);
  });

  it('are started again when their thread ends, and that is told', { timeout: 30_000 }, async () => {
    const { sink, heard } = listen();
    const program = join(folder, 'program.mjs');
    writeFileSync(program, 'process.exit(7);');
    const start = { config: silent('a'), clusters: ['a'] };
    const thread = new ReaderThread({ start, clock: systemClock, sink, turns: new Turns(systemClock), program });
    thread.start();
    const ended = 'thread of readers: it ended with status 7 and is started again';
    await expect.poll(() => heard.filter((line) => line === ended).length, { timeout: 20_000 }).toBe(2);
    await thread.stop();
  });
});

it('leaves a processor to whoever judges, and needs no thread for nothing', () => {
  expect(threadsFor(0)).toBe(0);
  expect(threadsFor(3)).toBe(1);
  expect(threadsFor(255)).toBeLessThanOrEqual(4);
});
