import { remember } from '#lib/collectors/submariner/memory.ts';
import { parse } from '#lib/collectors/submariner/parse.ts';
import { Settings } from '#lib/collectors/submariner/settings.ts';
import { diagnose } from '#lib/diagnosis/diagnose.ts';
import { RULES } from '#lib/diagnosis/rules/index.ts';
import type { Finding } from '#lib/model/finding.ts';
import { linkId } from '#lib/model/identity.ts';
import type { Observation } from '#lib/model/observation.ts';
import type { Reading } from '#lib/model/reading.ts';
import type { Statement } from '#lib/model/statement.ts';
import { statementsIn } from '#lib/model/statement-table.ts';
import { type DirectionVerdict, judgeDirection } from '#lib/model/verdict.ts';
import { words } from '#lib/model/words.ts';
import type { Expectation } from './expectation.ts';
import { RecordedView } from './recorded-view.ts';
import type { RecordedProbe, Recording } from './recording.ts';
import { snapshotOf } from './replay-snapshot.ts';

const TICK_MS = 1000;
const PROBE_FRESH_MS = 90_000;
const settings = Settings.parse({});

/** Everything that is known at one instant of a replay. */
export interface Frame {
  /** Seconds from the start of the scenario. */
  s: number;
  readings: Map<string, Reading>;
  /** By `from>to`. */
  verdicts: Map<string, DirectionVerdict>;
  /** By id. */
  findings: Map<string, Finding>;
}

/** A replay has no sources and probes that could be missing. */
const CONCLUDING = RULES.filter(({ kind }) => kind !== 'blind');

/** Plays a recording in virtual time, each second and at each event, through the collector and the verdicts. */
export function replay(recording: Recording, expectation: Expectation, withProbes: boolean): Frame[] {
  const { startAt, events } = recording;
  const views = new Map(expectation.read.map((name) => [name, new RecordedView(name, events, startAt)]));
  const memories = new Map(expectation.read.map((name) => [name, remember()]));
  const probes = withProbes ? recording.probes : [];
  const frames: Frame[] = [];
  let verdicts: Frame['verdicts'] = new Map();
  let findings: Frame['findings'] = new Map();
  let next = 0;
  for (const now of instants(recording)) {
    const readings = new Map<string, Reading>();
    for (let event = events[next]; event && event.at <= now; event = events[++next])
      views.get(event.cluster)?.apply(event);
    for (const [name, view] of views) {
      view.provenAt = provenAt(name, expectation, startAt, now);
      const memory = memories.get(name) ?? remember();
      const read = parse({ settings, view, answers: [], peers: [], memory, now });
      memories.set(name, read.memory);
      readings.set(name, read.reading);
    }
    const observations = [...observationsOf(readings, now), ...probeObservations(probes, now)];
    verdicts = judge(observations, verdicts, now);
    const unread = new Set(expectation.read.filter((name) => provenAt(name, expectation, startAt, now) < now));
    const snapshot = snapshotOf({ readings, observations, verdicts, unread }, now);
    const diagnosis = diagnose(snapshot, findings, now, new Map(), CONCLUDING);
    if (diagnosis.faults.length > 0) throw new Error(JSON.stringify(diagnosis.faults));
    findings = diagnosis.findings;
    frames.push({ s: (now - startAt) / 1000, readings, verdicts, findings });
  }
  return frames;
}

function instants({ startAt, endAt, events, probes }: Recording): number[] {
  const all = new Set([...events.map((event) => event.at), ...probes.map((probe) => probe.at)]);
  for (let at = startAt; at <= endAt; at += TICK_MS) all.add(at);
  return [...all].filter((at) => at >= startAt).sort((a, b) => a - b);
}

function provenAt(cluster: string, { outages }: Expectation, startAt: number, now: number): number {
  const outage = outages.find(
    (o) => o.cluster === cluster && now > startAt + o.fromS * 1000 && now < startAt + o.toS * 1000,
  );
  return outage ? startAt + outage.fromS * 1000 : now;
}

/** Gives aliases their clusters: a recorded cluster is named by its own Submariner id. */
function observationsOf(readings: ReadonlyMap<string, Reading>, now: number): Observation[] {
  return [...readings].flatMap(([cluster, reading]) => {
    for (const { alias } of reading.aliases)
      if (alias.name !== cluster) throw new Error(`${cluster} takes itself for ${alias.name}`);
    return statementsIn(reading).map((statement) => observationOf(cluster, statement, now));
  });
}

function observationOf(cluster: string, { about, ...statement }: Statement, now: number): Observation {
  const subject = (): Observation['subject'] => {
    if (about.kind === 'self') return { kind: 'cluster', cluster };
    const peer = about.peer.name;
    if (about.direction === 'link') return { kind: 'link', link: linkId(cluster, peer) };
    const [from, to] = about.direction === 'out' ? [cluster, peer] : [peer, cluster];
    return { kind: 'direction', from, to };
  };
  const source = `${cluster}/submariner`;
  return { ...statement, source, system: 'submariner', observer: cluster, subject: subject(), collectedAt: now };
}

/** The last probe of each size. A download of 400 KiB travels west -> east: seen from east > west that is the way back. */
function probeObservations(probes: readonly RecordedProbe[], now: number): Observation[] {
  return (['small', 'full'] as const).flatMap((size) => {
    const probe = probes.findLast((other) => other.size === size && other.at <= now);
    if (!probe) return [];
    const result = probe.passed ? ('pass' as const) : ('fail' as const);
    return {
      id: `probe/${size}`,
      source: 'east/probes',
      system: 'probes',
      observer: 'east',
      subject: { kind: 'direction' as const, from: 'east', to: 'west' },
      layer: 'path' as const,
      status: probe.passed ? ('up' as const) : ('down' as const),
      words: words(`probe.${result}`, probe.passed ? 'Download passes' : 'Download fails'),
      witness: 'Probe in east',
      facts: [],
      evidence: {
        layer: 'path' as const,
        scope: 'link',
        way: size === 'full' ? ('back' as const) : ('both' as const),
        size,
        strength: 'measured' as const,
        result,
      },
      observedAt: probe.at,
      collectedAt: probe.at,
      freshForMs: PROBE_FRESH_MS,
    };
  });
}

/** Judges both directions of every link that was ever named. */
function judge(observations: readonly Observation[], before: Frame['verdicts'], now: number): Frame['verdicts'] {
  const directions = new Map<string, [string, string]>();
  for (const key of before.keys()) {
    const [from = '', to = ''] = key.split('>');
    directions.set(key, [from, to]);
  }
  for (const { subject } of observations) {
    const ends =
      subject.kind === 'link'
        ? subject.link.split('~')
        : subject.kind === 'direction'
          ? [subject.from, subject.to]
          : [];
    const [a, b] = ends;
    if (a === undefined || b === undefined) continue;
    directions.set(`${a}>${b}`, [a, b]);
    directions.set(`${b}>${a}`, [b, a]);
  }
  return new Map(
    [...directions].map(([key, [from, to]]) => {
      const link = linkId(from, to);
      const mine = observations.filter(
        ({ subject }) =>
          (subject.kind === 'link' && subject.link === link) ||
          (subject.kind === 'direction' && linkId(subject.from, subject.to) === link),
      );
      const previous = before.get(key) ?? null;
      return [key, judgeDirection({ from, to, observations: mine, now, previous, maintenance: false })];
    }),
  );
}
