import { describe, expect, it } from 'vitest';
import type { Peer, Poll, View } from '../collector.ts';
import { DF_SIZES } from './modules.ts';
import { NEW_MEMORY, NEW_PEER, type ProbeMemory } from './peer-memory.ts';
import { planPolls } from './plan.ts';
import { Settings } from './settings.ts';
import { NEW_SEARCH, type SizeSearch, settle, sizesToAsk, withMissing, withOutcome } from './size-search.ts';

const VIEW: View = {
  objects: (key) => (key === 'services' ? [{ object: {}, appearedAt: null, changedAt: 0 }] : []),
  listed: () => true,
  provenAt: 0,
  heartbeat: null,
};

function peer(cluster: string, kind: 'exporter' | 'echo' = 'exporter', address = '10.2.0.9'): Peer {
  return { cluster, offers: [{ kind, address, port: 9115, from: '' }], promise: { rttMs: null, mtuBytes: null } };
}

function plan(peers: Peer[], settings: unknown = {}, peersKnown: ProbeMemory['peers'] = {}): readonly Poll[] {
  const memory = { ...NEW_MEMORY, peers: peersKnown };
  return planPolls({ settings: Settings.parse(settings), view: VIEW, answers: [], peers, memory, now: 0 });
}

const atRest: ProbeMemory['peers'][string] = {
  ...NEW_PEER,
  sizes: { ...NEW_SEARCH, limit: { largest: 1400, failing: 1420, silent: true }, largestEver: 1400 },
};

describe('the plan', () => {
  it('costs what a full mesh may: under 0.3 calls a second and peer, at rest', () => {
    const polls = plan([peer('b')], {}, { b: atRest });
    expect(polls.map(({ key }) => key)).toEqual([
      'b/icmp',
      'b/icmp-df/1400',
      'b/icmp-df/1420',
      'b/tcp',
      'b/http',
      'b/upload',
      'b/download',
    ]);
    expect(polls.reduce((sum, { everyMs }) => sum + 1000 / everyMs, 0)).toBeLessThan(0.3);
    expect(polls.every(({ budgeted }) => budgeted)).toBe(true);
  });

  it('keeps its keys while answers come', () => {
    const keys = (memory: ProbeMemory['peers']) => plan([peer('b')], {}, memory).map(({ key }) => key);
    const lost = { at: 1, outcome: 'silent', valueMs: null } as const;
    const memory = { b: { ...atRest, logs: { tcp: { calls: [lost], answeredAt: [1], everyMs: 0 } } } };
    expect(keys(memory)).toEqual(keys({ b: atRest }));
  });

  it('asks an address that only echoes for echoes alone', () => {
    expect(plan([peer('b', 'echo')]).every(({ key }) => key.startsWith('b/icmp'))).toBe(true);
  });

  it.each(['127.0.0.1', '169.254.169.254', '224.0.0.1', '0.0.0.0', '10.0.0.256', 'b.example', '10.2.0.9/x', 'fd00::1'])(
    'never probes %s, whoever offers it',
    (address) => expect(plan([peer('b', 'exporter', address)])).toEqual([]),
  );

  it('encodes a target for two decodings and gives the exporter less time than itself', () => {
    const target = 'http://shop.example:8080/?a=b c+d%';
    const polls = plan([peer('b')], { targets: [{ id: 'shop', cluster: 'b', kind: 'http', target }] });
    const poll = polls.find(({ key }) => key === 'b/target/shop');
    if (poll?.ask.kind !== 'service-proxy') throw new Error('not asked through the service proxy');
    const sent = /&target=(.*)$/.exec(poll.ask.path)?.[1] ?? '';
    expect(decodeURIComponent(decodeURIComponent(sent))).toBe(target);
    expect(sent).toMatch(/^http:\/\/shop\.example:8080\//);
    expect(Number(poll.ask.headers?.['X-Prometheus-Scrape-Timeout-Seconds']) * 1000).toBeLessThan(poll.deadlineMs);
  });

  it('asks an exporter at a URL directly', () => {
    const [first] = plan([peer('b')], { url: 'http://10.9.9.9:9115/' });
    expect(first?.ask).toMatchObject({ kind: 'http', url: 'http://10.9.9.9:9115/probe?module=icmp&target=10.2.0.9' });
  });

  it('asks at once after a loss, and three times at most', () => {
    const every = (losses: number) => {
      const calls = Array.from({ length: losses }, (_, at) => ({ at, outcome: 'silent', valueMs: null }) as const);
      const memory = { b: { ...atRest, logs: { icmp: { calls, answeredAt: [], everyMs: 0 } } } };
      return plan([peer('b')], {}, memory)[0]?.everyMs;
    };
    expect([0, 1, 2, 3, 4].map(every)).toEqual([10_000, 2000, 2000, 2000, 10_000]);
  });
});

describe('the search for the largest size', () => {
  /** Plays a path with a limit; answers how many calls it took. */
  function search(limit: number, options: { guess?: number; missing?: number[]; announces?: boolean } = {}) {
    let known: SizeSearch = (options.missing ?? []).reduce(withMissing, NEW_SEARCH);
    let calls = 0;
    for (let at = 1; known.limit === null && calls < 50; at += 2, calls += 1) {
      const context = { aliveAt: at + 1, lossRatio: 0, guess: options.guess ?? null };
      const ask = sizesToAsk(known, context)[0];
      if (!ask) throw new Error('nothing to ask and no limit');
      const passed = ask.size <= limit;
      const again = (known.outcomes[ask.size]?.failures ?? 0) > 0;
      known = settle(
        withOutcome(known, ask.size, { at, passed, unsent: !passed && options.announces && again ? 'send' : null }),
        context,
      );
    }
    return { limit: known.limit, calls };
  }

  it.each(DF_SIZES.map((size, index) => [size, DF_SIZES[index + 1] ?? null]))('finds %i', (size, next) => {
    const { limit, calls } = search(size);
    expect(limit).toEqual({ largest: size, failing: next, silent: next !== null });
    expect(calls).toBeLessThanOrEqual(10);
  });

  it('needs three calls where the guess was right, and tells silence from "message too long"', () => {
    expect(search(1400, { guess: 1400 })).toEqual({ limit: { largest: 1400, failing: 1420, silent: true }, calls: 3 });
    expect(search(1400, { guess: 1400, announces: true }).limit?.silent).toBe(false);
  });

  it('says when not even the smallest size passes', () => {
    expect(search(1000).limit).toEqual({ largest: null, failing: DF_SIZES[0], silent: true });
  });

  it('leaves out sizes that the exporter has no module for', () => {
    expect(search(1450, { missing: [1440, 1450] }).limit).toEqual({ largest: 1446, failing: 1460, silent: true });
  });

  it('does not take loss for a limit', () => {
    const context = { aliveAt: 99, lossRatio: 0.36, guess: 1400 };
    let known: SizeSearch = NEW_SEARCH;
    for (let at = 1; at <= 4; at += 1)
      known = settle(withOutcome(known, 1400, { at, passed: false, unsent: null }), context);
    expect(sizesToAsk(known, context)).toEqual([{ size: 1400, pace: 'soon' }]);
  });

  it('concludes nothing from lost sizes until something comes back', () => {
    const context = { aliveAt: 1, lossRatio: 0, guess: 1400 };
    let known: SizeSearch = NEW_SEARCH;
    for (let at = 2; at <= 9; at += 1)
      known = settle(withOutcome(known, 1400, { at, passed: false, unsent: null }), context);
    expect(sizesToAsk(known, context)).toEqual([{ size: 1400, pace: 'soon' }]);
    expect(sizesToAsk(known, { ...context, aliveAt: 10 })).not.toContainEqual({ size: 1400, pace: 'soon' });
  });

  it('starts again when an answer at the limit changes', () => {
    const context = { aliveAt: 5, lossRatio: 0, guess: 1400 };
    const rest: SizeSearch = { ...NEW_SEARCH, limit: { largest: 1400, failing: 1420, silent: true } };
    expect(settle(withOutcome(rest, 1420, { at: 6, passed: true, unsent: null }), context).limit).toBeNull();
    expect(settle(withOutcome(rest, 1400, { at: 4, passed: false, unsent: 'send' }), context).limit).toBeNull();
    expect(settle(withOutcome(rest, 1400, { at: 4, passed: false, unsent: null }), context).limit).not.toBeNull();
  });
});
