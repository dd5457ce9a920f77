import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHistory } from '#lib/history/open-history.ts';
import type { HistoryStore } from '#lib/history/store.ts';
import { emptyReading } from '#lib/model/reading.ts';
import { MadeFleet, NOW, planOf, probes, reading, says } from './pipeline/made-fleet.ts';
import { keepNames, restoreFleet } from './restart.ts';

let folder: string;
let store: HistoryStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-restart-'));
  store = openHistory({ url: `file:${join(folder, 'history.db')}` });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** The two ends of a link and what a probe of each size says of it, if anything. */
function hear(made: MadeFleet, tunnel: 'pass' | 'fail', small?: 'pass' | 'fail', full?: 'pass' | 'fail'): void {
  for (const [own, other] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    made.reach(own, true);
    made.hear(own, reading(own, [says(other, tunnel, made.now)]));
    const statements = [
      ...(small ? [probes(other, small, made.now)] : []),
      ...(full ? [probes(other, full, made.now, { size: 'full', way: 'there' }, 90_000)] : []),
    ];
    if (statements.length > 0) made.hear(own, { ...emptyReading(), statements }, 'probes');
  }
}

/** Ticks and writes what changed, as the recorder does. */
async function tick(made: MadeFleet, afterMs = 0): Promise<void> {
  const transitions = made.tick(afterMs)?.transitions ?? [];
  await store.commit({ at: made.now, samples: [], transitions });
}

/** Ends a run; the next one begins `afterMs` later. */
async function restart(before: MadeFleet, afterMs: number, plan = planOf(['a', 'b'])): Promise<MadeFleet> {
  await keepNames(store, before.fleet.names.known());
  await store.close();
  store = openHistory({ url: `file:${join(folder, 'history.db')}` });
  const now = before.now + afterMs;
  const { memories, transitions } = await restoreFleet(store, now);
  await store.commit({ at: now, samples: [], transitions });
  return new MadeFleet(plan, memories, now);
}

const stateAt = async (subject: string, at: number) =>
  (await store.stateAt(at, { kind: 'verdict', subject }))[0]?.state;

describe('after a start', () => {
  it('known directions are stale with their old instants, on the links that were there', async () => {
    const first = new MadeFleet(planOf(['a', 'b']));
    hear(first, 'pass');
    await tick(first);
    const second = await restart(first, 60_000);
    await tick(second);
    expect(second.links).toEqual(['a~b']);
    expect(second.direction('a', 'b')).toMatchObject({ status: 'stale', observedAt: NOW });
    expect(second.direction('a', 'b').words.text).toContain('No fresh evidence');
  });

  it('the time in which nobody watched is unknown, and the same status is bridged', async () => {
    const first = new MadeFleet(planOf(['a', 'b']));
    hear(first, 'pass');
    await tick(first);
    first.now += 20_000;
    hear(first, 'pass');
    await tick(first);
    const lastAt = first.now;
    const second = await restart(first, 60_000);
    await tick(second);
    await tick(second, 1000);
    for (const subject of ['direction/a>b', 'layer/a>b/tunnel', 'link/a~b', 'cluster/a']) {
      expect(await stateAt(subject, lastAt - 1), subject).toMatchObject({ status: 'up' });
      expect(await stateAt(subject, second.now), subject).toMatchObject({ status: 'unknown', reason: 'not-watched' });
    }
    hear(second, 'pass');
    await tick(second);
    expect(second.direction('a', 'b')).toMatchObject({
      status: 'up',
      since: NOW,
      bridged: true,
      layers: { tunnel: { status: 'up', since: NOW } },
    });
    expect(await stateAt('direction/a>b', second.now)).toMatchObject({ status: 'up', since: NOW });
    expect(await stateAt('direction/a>b', second.now - 1)).toMatchObject({ reason: 'not-watched' });
    expect(await stateAt('link/a~b', second.now)).toMatchObject({ status: 'up' });
  });

  it('another status than before begins when it is seen', async () => {
    const first = new MadeFleet(planOf(['a', 'b']));
    hear(first, 'pass');
    await tick(first);
    const second = await restart(first, 60_000);
    await tick(second);
    hear(second, 'fail');
    await tick(second, 1000);
    expect(second.direction('a', 'b')).toMatchObject({ status: 'down', since: second.now, bridged: false });
  });

  it.each([
    ['a black hole', 'pass', 'fail'],
    ['a dead path under a connected tunnel', 'fail', undefined],
  ] as const)('%s is never shown green in between', async (_, small, full) => {
    const first = new MadeFleet(planOf(['a', 'b']));
    hear(first, 'pass', small, full);
    await tick(first);
    expect(first.direction('a', 'b').status).toBe('down');
    const second = await restart(first, 60_000);
    const seen = new Set<string>();
    const look = async (afterMs: number) => {
      await tick(second, afterMs);
      seen.add(second.direction('a', 'b').status);
    };
    await look(0);
    hear(second, 'pass');
    await look(1000);
    if (full) {
      hear(second, 'pass', 'pass');
      await look(9000);
    }
    expect([...seen]).toEqual(['stale']);
    hear(second, 'pass', small, full);
    await look(1000);
    expect(second.direction('a', 'b')).toMatchObject({ status: 'down', since: NOW, bridged: true });
    expect(seen).not.toContain('up');
  });

  it('a black hole that is gone is green with the first full-size packet, and without any after six minutes', async () => {
    const first = new MadeFleet(planOf(['a', 'b']));
    hear(first, 'pass', 'pass', 'fail');
    await tick(first);
    const second = await restart(first, 60_000);
    hear(second, 'pass', 'pass', 'pass');
    await tick(second, 1000);
    expect(second.direction('a', 'b')).toMatchObject({ status: 'up', since: second.now, bridged: false });
    const third = await restart(first, 120_000);
    for (let passed = 0; passed <= 6 * 60_000; passed += 10_000) {
      hear(third, 'pass', 'pass');
      await tick(third, 10_000);
    }
    expect(third.direction('a', 'b').status).toBe('up');
  });

  it('links of clusters that stay dark stay, links of clusters that left end', async () => {
    const first = new MadeFleet(planOf(['a', 'b', 'c']));
    hear(first, 'pass');
    first.hear('c', reading('c', [says('a', 'pass', first.now)]));
    await tick(first);
    expect(first.links).toEqual(['a~b', 'a~c']);
    const second = await restart(first, 60_000);
    await tick(second);
    second.run(15 * 60_000);
    expect(second.links).toEqual(['a~b']);
    expect(await stateAt('link/a~c', second.now)).toBeUndefined();
  });

  it('links that nobody names any more end ten minutes after their ends have spoken', async () => {
    const first = new MadeFleet(planOf(['a', 'b']));
    hear(first, 'pass');
    await tick(first);
    const second = await restart(first, 60_000);
    second.run(5000);
    for (const own of ['a', 'b']) second.hear(own, reading(own, []));
    second.run(10 * 60_000 - 1000);
    expect(second.links).toEqual(['a~b']);
    second.run(2000);
    expect(second.links).toEqual([]);
  });

  it('clusters known by hearsay keep their ids, and old ids still lead on', async () => {
    const first = new MadeFleet(planOf(['a', 'b']));
    first.fleet.settle();
    first.hear('a', reading('a', [says('west', 'pass', first.now), says('b', 'pass', first.now)]));
    await tick(first);
    expect(first.links).toEqual(['a~net-b', 'a~net-west']);
    first.hear('b', reading('b', []));
    await tick(first, 1000);
    expect(first.links).toEqual(['a~b', 'a~net-west']);
    const second = await restart(first, 60_000);
    await tick(second);
    expect(second.links).toEqual(['a~b', 'a~net-west']);
    second.fleet.settle();
    second.hear('a', reading('a', [says('west', 'pass', second.now), says('b', 'pass', second.now)]));
    await tick(second, 1000);
    expect(second.links).toEqual(['a~b', 'a~net-west']);
    expect(second.fleet.names.current('net-b')).toBe('b');
  });

  it('a finding that is still true goes on since when it was first seen; one that is not has ended', async () => {
    const first = new MadeFleet(planOf(['a', 'b']));
    hear(first, 'pass');
    await tick(first);
    const id = 'probe-missing/link/a~b';
    const firstSeenAt = first.fleet.snapshot.findings.get(id)?.firstSeenAt;
    expect(firstSeenAt).toBe(first.now);
    await tick(first, 20_000);

    const second = await restart(first, 60_000);
    hear(second, 'pass');
    await tick(second);
    expect(second.fleet.snapshot.findings.get(id)?.firstSeenAt).toBe(firstSeenAt);
    await tick(second, 20_000);

    const third = await restart(second, 60_000);
    hear(third, 'pass', 'pass', 'pass');
    for (let minutes = 0; minutes < 7; minutes += 1) await tick(third, 60_000);
    expect(third.fleet.snapshot.findings.has(id)).toBe(false);
    expect(await store.stateAt(third.now, { kind: 'finding', subject: id })).toEqual([]);
  });

  it('under a clock that was set back nothing known lies in the future', async () => {
    const first = new MadeFleet(planOf(['a', 'b']));
    hear(first, 'pass');
    await tick(first);
    const second = await restart(first, -3_600_000);
    await tick(second);
    expect(second.direction('a', 'b')).toMatchObject({ status: 'stale' });
    expect(second.fleet.snapshot.clusters.get('a')?.observedAt).toBe(second.now);
    hear(second, 'pass');
    await tick(second, 1000);
    expect(second.direction('a', 'b').status).toBe('up');
    expect(await stateAt('direction/a>b', second.now)).toMatchObject({ status: 'up' });
  });
});

describe('a clock that is set forward', () => {
  it('makes all that is known stale, and the next words fresh', () => {
    const made = new MadeFleet(planOf(['a', 'b']));
    hear(made, 'pass');
    made.tick();
    made.tick(3_600_000);
    expect(made.direction('a', 'b').status).toBe('stale');
    hear(made, 'pass');
    made.tick();
    expect(made.direction('a', 'b')).toMatchObject({ status: 'up', since: made.now });
    expect(made.links).toEqual(['a~b']);
  });
});
