import { describe, expect, it } from 'vitest';
import { FiguresEvent, HeartbeatEvent, PatchEvent, SnapshotEvent } from '#lib/api/stream.ts';
import { VirtualClock } from '#lib/model/clock.ts';
import { alias, MadeFleet, NOW, planOf, reading, says, sourceOf } from '../pipeline/made-fleet.ts';
import { Hub, type Listener } from './hub.ts';

interface Heard {
  id: string | undefined;
  event: string;
  data: ReturnType<typeof JSON.parse>;
}

/** A page that listens; `takes`: how many events, and `wholes`: how many whole fleets it takes before it is too slow. */
class Page implements Listener {
  readonly view: Listener['view'];
  readonly #decoder = new TextDecoder();
  #text = '';
  closed = false;
  takes = Number.POSITIVE_INFINITY;
  wholes = Number.POSITIVE_INFINITY;

  constructor(view: Listener['view'] = 'full') {
    this.view = view;
  }

  send(bytes: Uint8Array): boolean {
    this.#text += this.#decoder.decode(bytes);
    this.takes -= 1;
    return this.takes >= 0;
  }

  sendWhole(parts: readonly Uint8Array[]): boolean {
    this.wholes -= 1;
    if (this.wholes < 0) return false;
    for (const part of parts) this.#text += this.#decoder.decode(part);
    return true;
  }

  close(): void {
    this.closed = true;
  }

  /** The events since the last call. */
  take(): Heard[] {
    const events = this.#text.split('\n\n').slice(0, -1);
    this.#text = '';
    return events.map((text) => {
      const lines = new Map(
        text.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      return { id: lines.get('id'), event: lines.get('event') ?? '', data: JSON.parse(lines.get('data') ?? 'null') };
    });
  }

  kinds(): string[] {
    return this.take().map(({ event }) => event);
  }
}

/** A hub over three clusters that read each other. */
async function open() {
  const clock = new VirtualClock(NOW);
  const made = new MadeFleet(planOf(['a', 'b', 'c']));
  const others = (own: string) => ['a', 'b', 'c'].filter((other) => other !== own);
  const hear = (own: string, result: 'pass' | 'fail' = 'pass', rttMs?: number) => {
    const statements = others(own).map((other) =>
      says(other, other === 'b' || own === 'b' ? result : 'pass', made.now),
    );
    const about = { kind: 'peer', peer: alias('b'), direction: 'out' } as const;
    const measurement = { about, metric: 'rttMs', at: made.now, preference: 10, basis: 'measured' } as const;
    made.hear(own, { ...reading(own, statements), measurements: rttMs ? [{ ...measurement, value: rttMs }] : [] });
  };
  for (const own of ['a', 'b', 'c']) hear(own);
  made.tick();
  const title = { name: 'made', simulated: null };
  const hub = new Hub({ clock, title, build: 'b1', snapshot: () => made.fleet.snapshot });
  hub.start();
  /** Lets time pass, says something, and publishes what comes of it. */
  const next = (result: 'pass' | 'fail', rttMs?: number) => {
    made.now += 1000;
    hear('a', result, rttMs);
    hear('b', result);
    const change = made.tick();
    if (change) hub.publish(change);
  };
  const page = async (lastEventId: string | null = null, view: Listener['view'] = 'full') => {
    const joined = new Page(view);
    await hub.join(joined, lastEventId);
    return joined;
  };
  return { clock, made, hub, next, page };
}

describe('the live hub', () => {
  it('tells a new page the whole fleet, in its view, and that it lives', async () => {
    const { page, made } = await open();
    for (const view of ['full', 'matrix'] as const) {
      const [snapshot, heartbeat] = (await page(null, view)).take();
      expect(snapshot).toMatchObject({ event: 'snapshot', id: expect.stringMatching(/-1$/) });
      const fleet = SnapshotEvent.parse(snapshot?.data);
      expect('cells' in fleet).toBe(view === 'matrix');
      expect(fleet).toMatchObject({ revision: 1, name: 'made' });
      expect(HeartbeatEvent.parse(heartbeat?.data)).toMatchObject({
        revision: made.fleet.snapshot.revision,
        build: 'b1',
      });
    }
  });

  it('tells what changed, and no more', async () => {
    const { page, next } = await open();
    const one = await page();
    one.take();
    next('fail');
    const [event, ...rest] = one.take();
    expect(rest).toEqual([]);
    const patch = PatchEvent.parse(event?.data);
    expect(patch).toMatchObject({ revision: 2, previous: 1, removedLinks: [] });
    expect(patch.links.map(({ id }) => id).sort()).toEqual(['a~b']);
    expect(patch.totals).toMatchObject({ down: 2, up: 4 });
  });

  it('tells the sites with every patch: what is told replaces them', async () => {
    const { page, made, hub } = await open();
    const one = await page();
    one.take();
    made.fleet.setSource(sourceOf('a', { state: 'failed', reason: 'timeout' }), made.now);
    const change = made.tick();
    if (change) hub.publish(change);
    expect(PatchEvent.parse(one.take()[0]?.data)).toMatchObject({
      links: [],
      sources: ['a/net'],
      sites: made.fleet.snapshot.sites,
    });
  });

  it('resumes over what was missed, once and in order', async () => {
    const { page, next } = await open();
    const one = await page();
    const id = one.take()[0]?.id ?? '';
    next('fail');
    next('pass');
    next('pass');
    next('fail');
    const missed = (await page(id)).take();
    expect(missed.map(({ event }) => event)).toEqual(['patch', 'patch', 'patch', 'heartbeat']);
    const chain = missed.slice(0, 3).map(({ data }) => PatchEvent.parse(data));
    expect(chain.map(({ previous, revision }) => [previous, revision])).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
    expect((await page(missed[2]?.id ?? '')).kinds()).toEqual(['heartbeat']);
  });

  it('tells whoever is still being sent the fleet what changed meanwhile, after it and once', async () => {
    const { hub, next, made } = await open();
    for (const view of ['full', 'matrix'] as const) {
      const joined = new Page(view);
      const joining = hub.join(joined, null);
      const { revision } = made.fleet.snapshot;
      next(revision % 2 === 0 ? 'pass' : 'fail');
      expect(joined.take()).toEqual([]);
      await joining;
      const [snapshot, patch, heartbeat, ...rest] = joined.take();
      expect(rest).toEqual([]);
      expect([snapshot, patch, heartbeat].map((event) => event?.event)).toEqual(['snapshot', 'patch', 'heartbeat']);
      expect(snapshot?.data.revision).toBe(revision);
      expect(patch?.data).toMatchObject({ previous: revision, revision: revision + 1 });
      expect(patch?.id).toMatch(new RegExp(`-${revision + 1}$`));
      next(revision % 2 === 0 ? 'fail' : 'pass');
      expect(joined.kinds()).toEqual(['patch']);
      hub.leave(joined);
    }
  });

  it('sends the fleet again where a cluster came while it was sent', async () => {
    const { hub, made } = await open();
    made.fleet.settle();
    const joined = new Page();
    const joining = hub.join(joined, null);
    made.now += 1000;
    made.hear('a', reading('a', [says('new', 'pass', made.now)]));
    const change = made.tick();
    if (change) hub.publish(change);
    await joining;
    const events = joined.take();
    expect(events.map(({ event }) => event)).toEqual(['snapshot', 'snapshot', 'heartbeat']);
    expect(events.map(({ data }) => data.clusters?.length)).toEqual([3, 4, undefined]);
    expect(hub.listeners).toBe(1);
  });

  it('sends the fleet once where the fleet is ahead of what was published', async () => {
    const { hub, made, next } = await open();
    made.now += 1000;
    made.hear('a', reading('a', [says('b', 'fail', made.now)]));
    expect(made.tick()).toBeDefined();
    const joined = new Page();
    joined.wholes = 3;
    await hub.join(joined, null);
    expect(joined.kinds()).toEqual(['snapshot', 'heartbeat']);
    next('pass');
    expect(hub.listeners).toBe(1);
  });

  it('gives whoever does not listen what was encoded last, for as long as encoding is costly', async () => {
    const { hub, next, clock } = await open();
    const encoding = hub.recent('full');
    clock.advance(50);
    const { revision } = await encoding;
    next('fail');
    clock.advance(150);
    expect((await hub.recent('full')).revision).toBe(revision);
    expect((await hub.whole('full')).revision).toBe(revision + 1);
    next('pass');
    clock.advance(100);
    expect((await hub.recent('full')).revision).toBe(revision + 2);
  });

  it('forgets a page that is too slow for the whole fleet', async () => {
    const { hub, next } = await open();
    const slow = new Page();
    slow.wholes = 0;
    await hub.join(slow, null);
    expect([slow.closed, hub.listeners]).toEqual([true, 0]);
    next('fail');
    expect(slow.take()).toEqual([]);
  });

  it('closes a page that comes too late', async () => {
    const { hub, clock } = await open();
    const joined = new Page();
    const joining = hub.join(joined, null);
    hub.stop();
    await joining;
    expect([joined.closed, hub.listeners]).toEqual([true, 0]);
    joined.take();
    clock.advance(10_000);
    expect(joined.take()).toEqual([]);
  });

  it('begins anew where an id cannot be resumed', async () => {
    const { page, next } = await open();
    const id = (await page()).take()[0]?.id ?? '';
    const run = id.split('-')[0];
    for (const other of [`${run}-999`, `${run}-x`, `${run}-`, 'other-1', '', 'rubbish\u0000'])
      expect((await page(other)).kinds(), other).toEqual(['snapshot', 'heartbeat']);
    for (let count = 0; count < 300; count++) next(count % 2 === 0 ? 'fail' : 'pass');
    expect((await page(id)).kinds()).toEqual(['snapshot', 'heartbeat']);
  });

  it('tells the whole fleet when clusters come or go', async () => {
    const { page, made, hub } = await open();
    const one = await page();
    one.take();
    made.fleet.settle();
    made.now += 1000;
    made.hear('a', reading('a', [says('new', 'pass', made.now)]));
    const change = made.tick();
    if (change) hub.publish(change);
    await expect.poll(() => one.kinds()).toEqual(['snapshot', 'heartbeat']);
  });

  it('drops a page that is too slow, and no other', async () => {
    const { page, next, hub } = await open();
    const [slow, quick] = [await page(), await page()];
    quick.take();
    slow.takes = 1;
    next('fail');
    next('pass');
    next('fail');
    expect(slow.closed).toBe(true);
    expect(hub.listeners).toBe(1);
    expect(quick.kinds()).toEqual(['patch', 'patch', 'patch']);
  });

  it('beats every two seconds and tells figures every five: only what moved', async () => {
    const { page, next, clock, hub } = await open();
    const one = await page();
    one.take();
    clock.advance(10_000);
    const quiet = one.take();
    expect(quiet.map(({ event }) => event).sort()).toEqual(['figures', 'figures', ...Array(5).fill('heartbeat')]);
    const told = quiet.flatMap(({ event, data }) => (event === 'figures' ? [FiguresEvent.parse(data).cells] : []));
    expect(told.map((cells) => cells.length)).toEqual([6, 0]);
    for (let second = 0; second < 3; second++) next('pass', 12.34);
    clock.advance(5000);
    const figures = one.take().find(({ event }) => event === 'figures');
    expect(figures?.data).toMatchObject({ cells: expect.arrayContaining([1]), rttMs: expect.arrayContaining([12.3]) });
    hub.stop();
    expect(one.closed).toBe(true);
    clock.advance(10_000);
    expect(one.take()).toEqual([]);
  });
});
