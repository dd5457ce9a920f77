import { readFileSync } from 'node:fs';
import { cilium } from '#lib/collectors/cilium/index.ts';
import { metricsPods, POD_METRICS } from '#lib/collectors/cilium/pod-metrics.ts';
import { PODS } from '#lib/collectors/cilium/pods.ts';
import { METRICS, PROGRAMS, type Program } from '#lib/collectors/cilium/programs.ts';
import type { PollAnswer, View } from '#lib/collectors/collector.ts';
import type { Finding } from '#lib/model/finding.ts';
import type { Reading } from '#lib/model/reading.ts';
import { type DirectionVerdict, judgeDirection } from '#lib/model/verdict.ts';
import { MadeFleet, planOf } from '#lib/server/pipeline/made-fleet.ts';
import { resolveReading } from '#lib/server/pipeline/resolve-reading.ts';
import type { Answers, Replay } from './cilium-expectation.ts';
import { metricsOverTime, secondOfDay } from './cilium-timeline.ts';

const TICK_S = 5;
const DAY = Date.UTC(2026, 10, 21);

/** Which way the programs are asked: through Services, which pick a pod by chance, or each pod. */
export type Through = 'services' | 'pods';

/** Everything that is known at one instant of a replay. */
export interface Frame {
  /** Seconds from its start. */
  s: number;
  /** With the statements of its parts. */
  reading: Reading;
  /** Of the direction to each peer, by its name. */
  verdicts: ReadonlyMap<string, DirectionVerdict>;
  /** What the rules make of it in a fleet of this one cluster. */
  findings: readonly Finding[];
}

/** Plays the answers of one cluster in virtual time, through the collector and the verdicts. */
export function replay(scenario: Replay, folder: string, through: Through): Frame[] {
  const settings = cilium.settings.parse({ podProxy: through === 'pods' });
  const startS = secondOfDay(scenario.startsAt);
  const sources = scenario.answers.map((one) => ({ ...one, text: textOf(one, folder, scenario) }));
  const endS = Math.max(...sources.map(({ toS }) => toS));
  const objects = objectsOf(scenario, through);
  const frames: Frame[] = [];
  let memory = cilium.remember();
  let verdicts = new Map<string, DirectionVerdict>();
  const fleet = new MadeFleet(planOf([scenario.cluster]), undefined, DAY + startS * 1000);
  fleet.fleet.settle();
  fleet.reach(scenario.cluster, true);
  for (let s = 0; s <= endS; s += TICK_S) {
    const now = DAY + (startS + s) * 1000;
    const view: View = {
      objects: (key) => (objects[key] ?? []).map((object) => ({ object, appearedAt: null, changedAt: DAY })),
      listed: () => true,
      provenAt: now,
      heartbeat: null,
    };
    const pods = metricsPods(view);
    const answers = sources.flatMap(({ program, fromS, toS, everyS, text }, index): PollAnswer[] => {
      if (s < fromS || s > toS || (s - fromS) % everyS !== 0) return [];
      const body = text(startS + s);
      const result =
        body === null
          ? { ok: false as const, reason: 'unreachable', message: 'no endpoints available' }
          : { ok: true as const, status: 200, body };
      const pod = pods.find((one) => one.pod === podName(scenario, index));
      return [{ key: through === 'pods' ? (pod?.key ?? '') : program, at: now, durationMs: 5, result }];
    });
    const read = cilium.parse({ settings, view, answers, peers: [], memory, now });
    memory = read.memory;
    const parts = [...(read.reading.parts?.values() ?? [])];
    const statements = [...read.reading.statements, ...parts.flatMap((part) => part.statements)];
    const reading = { ...read.reading, statements };
    verdicts = judge(scenario.cluster, reading, verdicts, now);
    fleet.hear(scenario.cluster, read.reading, 'cilium');
    fleet.tick(now - fleet.now);
    frames.push({ s, reading, verdicts, findings: [...fleet.fleet.snapshot.findings.values()] });
  }
  return frames;
}

function textOf({ file, timeline }: Answers, folder: string, { cluster }: Replay): (atS: number) => string | null {
  if (timeline) {
    const peer = cluster === 'east' ? 'west' : 'east';
    const text = metricsOverTime(readFileSync(`${folder}/${timeline}`, 'utf8'));
    return (atS) => text(atS)?.replaceAll('"peer"', `"${peer}"`) ?? null;
  }
  const text = file ? readFileSync(`${folder}/${file}`, 'utf8') : null;
  return () => text;
}

/** The objects of the recorded clusters, written by hand: only metrics were recorded. */
function objectsOf(scenario: Replay, through: Through): Record<string, Record<string, unknown>[]> {
  const { cluster, clusterId, kvstoremesh, answers } = scenario;
  const containers = ['etcd', 'apiserver', ...(kvstoremesh ? ['kvstoremesh'] : [])].map((name) => ({ name }));
  const asked = PROGRAMS.filter((program) => answers.some((one) => one.program === program));
  return {
    configmaps: [{ data: { 'cluster-name': cluster, 'cluster-id': clusterId, 'max-connected-clusters': '255' } }],
    deployments: [
      {
        spec: { replicas: 1, template: { spec: { containers } } },
        // Its readiness probe passed at every instant of every recording.
        status: { observedGeneration: 1, readyReplicas: 1 },
      },
    ],
    ...(through === 'services'
      ? {
          services: asked.map((program) => ({
            metadata: { name: METRICS[program].service },
            spec: { ports: [{ name: METRICS[program].port }] },
          })),
        }
      : podsOf(scenario)),
  };
}

/** The pods of the programs that answer. */
function podsOf(scenario: Replay): Record<string, Record<string, unknown>[]> {
  const names = (program: Program) =>
    new Set(scenario.answers.flatMap((one, index) => (one.program === program ? [podName(scenario, index)] : [])));
  return Object.fromEntries(
    PROGRAMS.map((program) => {
      const { pods, port } = POD_METRICS[program];
      const container = { name: PODS[pods].container, ports: [{ name: port, containerPort: 9962 }] };
      const pod = (name: string) => ({
        metadata: { name },
        spec: { containers: [container] },
        status: { phase: 'Running' },
      });
      return [pods, [...names(program)].map(pod)];
    }),
  );
}

/** Answers of one program that overlap in time are of different pods, others of one. */
function podName({ answers }: Replay, index: number): string {
  const own = answers[index];
  const before = answers
    .slice(0, index)
    .filter(({ program, fromS, toS }) => own && program === own.program && fromS <= own.toS && own.fromS <= toS);
  return `${own?.program}-${before.length}`;
}

function judge(
  cluster: string,
  reading: Reading,
  before: ReadonlyMap<string, DirectionVerdict>,
  now: number,
): Map<string, DirectionVerdict> {
  const source = { id: `${cluster}/cilium`, cluster, system: 'cilium' };
  const resolved = resolveReading(reading, source, (alias) => alias.name, now);
  const observations = resolved.observations.filter((one) => one !== undefined);
  const peers = observations.flatMap(({ subject }) => (subject.kind === 'direction' ? [subject.to] : []));
  return new Map(
    [...new Set([...before.keys(), ...peers])].map((peer) => {
      const mine = observations.filter(({ subject }) => subject.kind === 'direction' && subject.to === peer);
      const previous = before.get(peer) ?? null;
      const question = { from: cluster, to: peer, observations: mine, now, previous, maintenance: false };
      return [peer, judgeDirection(question)];
    }),
  );
}
