import { describe, expect, it } from 'vitest';
import type { CollectorInput, Peer, PollAnswer, View } from '../collector.ts';
import { probes } from './index.ts';
import type { ProbeMemory } from './peer-memory.ts';
import { Settings } from './settings.ts';

const ECHO = 'probe_success 1\nprobe_duration_seconds 0.005\nprobe_icmp_duration_seconds{phase="rtt"} 0.004\n';

function viewOf(services: number): View {
  const service = { object: { metadata: { name: 'blackbox-exporter' } }, appearedAt: null, changedAt: 0 };
  return {
    objects: (key) => (key === 'services' ? Array(services).fill(service) : []),
    listed: () => true,
    provenAt: 0,
    heartbeat: null,
  };
}

function peer(cluster: string): Peer {
  const offer = { kind: 'exporter', address: '10.2.0.9', port: 9115, from: '' } as const;
  return { cluster, offers: [offer], promise: { rttMs: null, mtuBytes: null } };
}

function echo(cluster: string, at: number): PollAnswer {
  return { key: `${cluster}/icmp`, at, durationMs: 5, result: { ok: true, status: 200, body: ECHO } };
}

/** Reads again and again with what it remembers. */
class Reader {
  #memory: ProbeMemory = probes.remember();
  readonly #settings = Settings.parse({});
  view = viewOf(1);
  peers: readonly Peer[];

  constructor(peers: readonly Peer[]) {
    this.peers = peers;
  }

  read(now: number, ...answers: PollAnswer[]) {
    const input: CollectorInput<Settings, ProbeMemory> = {
      settings: this.#settings,
      view: this.view,
      peers: this.peers,
      answers,
      memory: this.#memory,
      now,
    };
    const { reading, memory } = probes.parse(input);
    this.#memory = memory;
    return { ...reading, parts: reading.parts ?? new Map(), polls: probes.polls({ ...input, memory, answers: [] }) };
  }
}

describe('what is said of peers', () => {
  it('is the same object until the peer answers', () => {
    const reader = new Reader([peer('b'), peer('c')]);
    const first = reader.read(1000);
    const second = reader.read(2000, echo('b', 1900));
    expect([...second.parts.keys()]).toEqual(['b', 'c']);
    expect(second.parts.get('b')).not.toBe(first.parts.get('b'));
    expect(second.parts.get('c')).toBe(first.parts.get('c'));
    expect(second.measurements.map(({ metric }) => metric)).toContain('rttMs');
    const third = reader.read(3000);
    expect(third.parts.get('b')).toBe(second.parts.get('b'));
    expect(third.measurements).toEqual([]);
  });

  it('is renewed while it says that something waits now', () => {
    const reader = new Reader([peer('b')]);
    const first = reader.read(1000).parts.get('b');
    const later = reader.read(11_000).parts.get('b');
    expect(first?.statements[0]?.observedAt).toBe(1000);
    expect(later?.statements[0]?.observedAt).toBe(11_000);
  });

  it('is gone with the peer, and new when the peer comes back or offers something else', () => {
    const [b, c] = [peer('b'), peer('c')];
    const reader = new Reader([b, c]);
    const before = reader.read(1000, echo('c', 900)).parts.get('c');
    reader.peers = [b];
    expect([...reader.read(2000).parts.keys()]).toEqual(['b']);
    reader.peers = [b, c];
    expect(reader.read(3000).parts.get('c')?.probes).toEqual([]);
    expect(before?.probes).toHaveLength(1);
    const there = reader.read(4000, echo('b', 3900)).parts.get('b');
    reader.peers = [{ ...b, offers: b.offers.map((offer) => ({ ...offer, address: '10.2.0.10' })) }, c];
    const moved = reader.read(5000).parts.get('b');
    expect(moved).not.toBe(there);
    expect(moved?.probes[0]?.target).toBe('10.2.0.10');
  });

  it('is nothing where the exporter is gone', () => {
    const reader = new Reader([peer('b')]);
    reader.read(1000, echo('b', 900));
    reader.view = viewOf(0);
    const gone = reader.read(2000);
    expect(gone.absent).toMatch(/no Service/);
    expect([gone.parts.size, gone.polls]).toEqual([0, []]);
  });
});

describe('the plan', () => {
  it('is the same array while no question changes', () => {
    const reader = new Reader([peer('b'), peer('c')]);
    // The second answer finds the search for a size where the first one has left it.
    reader.read(1000, echo('b', 900), echo('c', 900));
    const before = reader.read(2000, echo('b', 1900)).polls;
    const after = reader.read(3000, echo('b', 2900)).polls;
    expect(after).toBe(before);
    const lost = 'probe_success 0\nprobe_duration_seconds 2.0\n';
    const fails: PollAnswer = {
      key: 'b/icmp',
      at: 3900,
      durationMs: 2000,
      result: { ok: true, status: 200, body: lost },
    };
    const urgent = reader.read(4000, fails).polls;
    expect(urgent).not.toBe(before);
    expect(urgent.find(({ key }) => key === 'b/icmp')?.everyMs).toBe(2000);
  });
});
