import type { Attribute, ClusterFacts, Node } from '#lib/model/cluster.ts';
import { emptyReading, type Measurement, type Reading } from '#lib/model/reading.ts';
import { plain } from '#lib/model/words.ts';
import type { CollectorInput, Heartbeat, View } from '../collector.ts';
import { readNode } from './node.ts';

/** Clock differences of the last answers; the one with the shortest round trip is the best. */
export interface ClockMemory {
  readings: { at: number; diffMs: number; uncertaintyMs: number }[];
  /** Instant of the last heartbeat that was recorded as a sample. */
  sampledAt?: number;
  version?: string;
}

/** How many answers a clock difference is taken from: at one answer in 5 s, a minute. */
const CLOCK_READINGS = 12;

/** Reads identity, version, nodes, addresses and the clock of a cluster. */
export function parseKubernetes({ view, answers, memory }: CollectorInput<unknown, ClockMemory>): {
  reading: Reading;
  memory: ClockMemory;
} {
  const sampledAt = view.heartbeat?.at ?? memory.sampledAt;
  const next: ClockMemory = {
    readings: withHeartbeat(memory.readings, view.heartbeat),
    ...(sampledAt === undefined ? {} : { sampledAt }),
    ...versionOf(memory, answers),
  };
  const nodes = view.objects('nodes').map(({ object }) => readNode(object));
  const clock = bestClock(next.readings);
  const facts: Partial<ClusterFacts> = {
    version: next.version ?? null,
    uid: kubeSystemUid(view),
    nodes: nodes.map(({ podCidrs: _, ...node }) => node),
    podCidrs: [...new Set(nodes.flatMap((node) => node.podCidrs))].slice(0, 1000),
    serviceCidrs: serviceCidrs(view),
    clock: clock ? { diffMs: clock.diffMs, uncertaintyMs: clock.uncertaintyMs, at: clock.at } : null,
    attributes: attributes(next.version, nodes, view.listed('nodes')),
  };
  return {
    reading: { ...emptyReading(), facts, measurements: measurements(next, view.heartbeat, memory) },
    memory: next,
  };
}

function versionOf(
  memory: ClockMemory,
  answers: CollectorInput<unknown, ClockMemory>['answers'],
): { version?: string } {
  const answer = answers.findLast((candidate) => candidate.key === 'version');
  const known = memory.version === undefined ? {} : { version: memory.version };
  if (!answer?.result.ok || answer.result.status !== 200) return known;
  try {
    const body: unknown = JSON.parse(answer.result.body);
    const version = body && typeof body === 'object' && 'gitVersion' in body ? body.gitVersion : undefined;
    return typeof version === 'string' ? { version: plain(version, 63) } : known;
  } catch {
    return known;
  }
}

function withHeartbeat(readings: ClockMemory['readings'], heartbeat: Heartbeat | null): ClockMemory['readings'] {
  if (!heartbeat?.clock || readings.at(-1)?.at === heartbeat.at) return readings;
  const { differenceMs, uncertaintyMs } = heartbeat.clock;
  return [...readings, { at: heartbeat.at, diffMs: differenceMs, uncertaintyMs }].slice(-CLOCK_READINGS);
}

/** Intersects the bounds of the readings: each second's edge falls differently, so together they are sharper than one. */
function bestClock(
  readings: ClockMemory['readings'],
): { diffMs: number; uncertaintyMs: number; at: number } | undefined {
  const last = readings.at(-1);
  if (!last) return undefined;
  let low = last.diffMs - last.uncertaintyMs;
  let high = last.diffMs + last.uncertaintyMs;
  for (const reading of readings.toReversed()) {
    const tighterLow = Math.max(low, reading.diffMs - reading.uncertaintyMs);
    const tighterHigh = Math.min(high, reading.diffMs + reading.uncertaintyMs);
    if (tighterLow > tighterHigh) break; // The clock moved: older readings speak of another offset.
    low = tighterLow;
    high = tighterHigh;
  }
  return { diffMs: Math.round((low + high) / 2), uncertaintyMs: Math.ceil((high - low) / 2), at: last.at };
}

function measurements(memory: ClockMemory, heartbeat: Heartbeat | null, before: ClockMemory): Measurement[] {
  if (!heartbeat || before.sampledAt === heartbeat.at) return [];
  const about = { kind: 'self' } as const;
  const rest = { about, at: heartbeat.at, preference: 10, basis: 'measured' } as const;
  const clock = bestClock(memory.readings);
  return [
    { ...rest, metric: 'apiMs', value: heartbeat.durationMs },
    ...(clock ? [{ ...rest, metric: 'clockDiffMs' as const, value: clock.diffMs }] : []),
  ];
}

function kubeSystemUid(view: View): string | null {
  const metadata = view.objects('kubeSystem')[0]?.object.metadata;
  const uid = metadata && typeof metadata === 'object' && 'uid' in metadata ? metadata.uid : undefined;
  return typeof uid === 'string' && uid !== '' ? plain(uid, 63) : null;
}

function serviceCidrs(view: View): string[] {
  return view.objects('serviceCidrs').flatMap(({ object }) => {
    const spec = object.spec;
    const cidrs = spec && typeof spec === 'object' && 'cidrs' in spec && Array.isArray(spec.cidrs) ? spec.cidrs : [];
    return cidrs.filter((cidr): cidr is string => typeof cidr === 'string').map((cidr) => plain(cidr, 63));
  });
}

function attributes(version: string | undefined, nodes: readonly Node[], listed: boolean): Attribute[] {
  if (!listed) return [];
  const ready = nodes.filter((node) => node.ready === true).length;
  return [
    { label: 'Kubernetes', value: version ?? 'version not answered', note: `${ready} of ${nodes.length} nodes ready` },
  ];
}
