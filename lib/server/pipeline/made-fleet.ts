import { diagnoseInTurn } from '#lib/diagnosis/diagnose.ts';
import type { Alias } from '#lib/model/cluster.ts';
import type { Evidence } from '#lib/model/evidence.ts';
import type { Direction, Link } from '#lib/model/link.ts';
import { emptyReading, ownAlias, type PeerClaim, type Reading } from '#lib/model/reading.ts';
import type { Source } from '#lib/model/source.ts';
import type { Statement } from '#lib/model/statement.ts';
import { words } from '#lib/model/words.ts';
import { Fleet } from './fleet.ts';
import type { FleetPlan, Memories } from './fleet-plan.ts';

/** For tests: readings by hand, put into a fleet in virtual time. */
export const NOW = Date.parse('2026-11-21T12:00:00Z');
/** Three intervals of a gateway's heartbeat. */
export const FRESH_MS = 15_000;

export function alias(name: string, scope = 'broker'): Alias {
  return { system: 'net', scope, name };
}

export function planOf(clusters: readonly string[], rest: Partial<FleetPlan> = {}): FleetPlan {
  return {
    clusters: clusters.map((id) => ({ id, name: id, place: undefined, aliases: [] })),
    links: [],
    maintenance: [],
    ...rest,
  };
}

export function peer(name: string, rest: Partial<PeerClaim> = {}): PeerClaim {
  return { peer: alias(name), expected: true, hosts: [], ...rest };
}

/** What a gateway says of its way to a peer: by its own ping, both ways. */
export function says(
  name: string,
  result: Evidence['result'],
  at: number,
  rest: { text?: string; id?: string; evidence?: Partial<Evidence>; freshForMs?: number; peer?: Alias } = {},
): Statement {
  const text = rest.text ?? (result === 'pass' ? 'connected' : 'error');
  const evidence: Evidence = {
    layer: 'tunnel',
    scope: 'link',
    way: 'both',
    size: 'small',
    strength: 'own-word',
    result,
    ...rest.evidence,
  };
  return {
    id: rest.id ?? `connection/${name}`,
    about: { kind: 'peer', peer: rest.peer ?? alias(name), direction: 'out' },
    layer: evidence.layer,
    status: result === 'pass' ? 'up' : 'down',
    words: words(`net.${result}`, '{text}', { text }),
    witness: 'Gateway',
    facts: [],
    evidence,
    observedAt: at,
    freshForMs: rest.freshForMs ?? FRESH_MS,
  };
}

/** The measurement of a probe that names the peer by its id. */
export function probes(
  id: string,
  result: Evidence['result'],
  at: number,
  evidence: Partial<Evidence> = {},
  freshForMs = 30_000,
): Statement {
  return says(id, result, at, {
    id: `probe/${id}/${evidence.size ?? 'small'}`,
    text: result === 'pass' ? 'packets pass' : 'packets are lost',
    peer: ownAlias(id),
    evidence: { layer: 'path', strength: 'measured', ...evidence },
    freshForMs,
  });
}

/** What a cluster says of itself and of its peers; all its peers are named. */
export function reading(name: string, statements: readonly Statement[], rest: Partial<Reading> = {}): Reading {
  return {
    ...emptyReading(),
    aliases: [{ alias: alias(name), hosts: [] }],
    peers: statements.flatMap(({ about }) => (about.kind === 'peer' ? [peer(about.peer.name)] : [])),
    statements: [...statements],
    ...rest,
  };
}

export function sourceOf(cluster: string, rest: Partial<Source> = {}): Source {
  return {
    id: `${cluster}/net`,
    cluster,
    system: 'net',
    label: 'Net',
    readThrough: 'https://127.0.0.1:6443, watch',
    state: 'ok',
    since: NOW,
    reason: null,
    message: '',
    lastSuccessAt: NOW,
    durationMs: 3,
    failures: 0,
    nextTryAt: null,
    missing: [],
    notes: [],
    ...rest,
  };
}

/** A fleet with a clock that only `at` moves. */
export class MadeFleet {
  readonly fleet: Fleet;
  now: number;

  constructor(plan: FleetPlan, memories?: Memories, now = NOW) {
    this.now = now;
    this.fleet = new Fleet({ plan, now: this.now, diagnose: diagnoseInTurn });
    if (memories) this.fleet.restore(memories, this.now);
  }

  /** A source of a cluster speaks. */
  hear(cluster: string, said: Reading, system = 'net'): void {
    this.fleet.setReading({ id: `${cluster}/${system}`, cluster, system }, said, this.now);
  }

  reach(cluster: string, ok: boolean): void {
    const message = ok ? '' : 'connection refused';
    const lastSuccessAt = ok ? this.now : null;
    this.fleet.setReach(cluster, { state: ok ? 'ok' : 'failed', since: this.now, lastSuccessAt, message });
  }

  tick(afterMs = 0) {
    this.now += afterMs;
    return this.fleet.tick(this.now);
  }

  /** Ticks each second for a while. */
  run(ms: number): void {
    for (const until = this.now + ms; this.now < until; ) this.tick(Math.min(1000, until - this.now));
  }

  get links(): string[] {
    return [...this.fleet.snapshot.links.keys()].sort();
  }

  link(id: string): Link {
    const link = this.fleet.snapshot.links.get(id);
    if (!link) throw new Error(`no link ${id}; there are ${this.links.join(', ')}`);
    return link;
  }

  direction(from: string, to: string): Direction {
    const id = from < to ? `${from}~${to}` : `${to}~${from}`;
    const direction = this.link(id).directions.find((one) => one.from === from);
    if (!direction) throw new Error(`no direction ${from}>${to}`);
    return direction;
  }
}
