import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Finding } from '#lib/model/finding.ts';
import { ExportState } from '#lib/model/service.ts';
import { ServiceStepName } from '#lib/model/service-step.ts';
import { Status } from '#lib/model/status.ts';
import { readRecording } from './recording.ts';
import { replayServices, type ServiceFrame } from './service-replay.ts';

const Window = { fromS: z.number(), toS: z.number() };
const Pattern = z.string().transform((source) => new RegExp(source));

/** `expect-services.json` of a recording. Seconds count from the start of the scenario. */
const Expectation = z.strictObject({
  truth: z.string(),
  /** The clusters of the set, and those of them that are read. */
  clusters: z.array(z.string()),
  read: z.array(z.string()),
  /** A row of a service at every instant of a window; `absent`: the service is known to nobody. */
  rows: z.array(
    z.strictObject({
      service: z.string(),
      cluster: z.string(),
      ...Window,
      absent: z.literal(true).optional(),
      status: z.array(Status).optional(),
      local: z.boolean().optional(),
      why: Pattern.optional(),
      owner: ServiceStepName.optional(),
      says: z.partialRecord(ServiceStepName, Pattern).optional(),
    }),
  ),
  exports: z.array(
    z.strictObject({
      service: z.string(),
      cluster: z.string(),
      ...Window,
      state: z.array(ExportState),
      reason: Pattern.optional(),
      owner: z.boolean().optional(),
    }),
  ),
  /** A finding, by rule and subject, at every instant of a window; those that are critical at no other. */
  findings: z.array(z.strictObject({ id: z.string(), ...Window, words: Pattern })).default([]),
  /** What no row of the service may ever be within the window. */
  never: z.array(z.strictObject({ service: z.string(), ...Window, status: z.array(Status) })),
});
type Expectation = z.infer<typeof Expectation>;

const FOLDER = new URL('./', import.meta.url).pathname;
const fileOf = (scenario: string) => `${FOLDER}${scenario}/expect-services.json`;
/** `submariner/04-export`: the system that implements the API, and the recording. */
const scenarios = ['cilium', 'submariner']
  .flatMap((system) => readdirSync(`${FOLDER}${system}`).map((name) => `${system}/${name}`))
  .filter((scenario) => existsSync(fileOf(scenario)));

/** The frames of a window; an empty window would let everything pass. */
function within(frames: readonly ServiceFrame[], { fromS, toS }: { fromS: number; toS: number }): ServiceFrame[] {
  const inside = frames.filter(({ s }) => s >= fromS && s <= toS);
  expect(inside.length, `frames between ${fromS} and ${toS} s`).toBeGreaterThan(0);
  return inside;
}

function unlike(frames: readonly ServiceFrame[], row: Expectation['rows'][number]): string[] {
  return within(frames, row).flatMap(({ s, services }) => {
    const found = services.get(row.service)?.rows.find(({ cluster }) => cluster === row.cluster);
    if (row.absent) return found ? [`${s}: ${found.status}`] : [];
    const says = Object.entries(row.says ?? {}).every(([step, pattern]) => {
      const one = found?.steps.find((other) => other.step === step);
      return one && pattern.test(`${one.says}: ${one.detail}`);
    });
    const right =
      found &&
      says &&
      (row.status?.includes(found.status) ?? true) &&
      (row.local ?? found.local) === found.local &&
      (row.why?.test(found.why) ?? true) &&
      (row.owner ?? found.steps.find(({ owns }) => owns)?.step) === found.steps.find(({ owns }) => owns)?.step;
    return right
      ? []
      : [
          `${s}: ${found?.status} ${found?.local} ${found?.why} ${JSON.stringify(found?.steps.map((one) => `${one.step} ${one.status} ${one.says}: ${one.detail}`))}`,
        ];
  });
}

describe.each(scenarios)('services of %s', (scenario) => {
  const expectation = Expectation.parse(JSON.parse(readFileSync(fileOf(scenario), 'utf8')));
  const [system = ''] = scenario.split('/');
  const recording = readRecording(`${FOLDER}${scenario}`, true);
  const frames = replayServices(recording, expectation.clusters, expectation.read, system);

  it.each(
    expectation.rows.map((row) => [`${row.service} from ${row.cluster}, ${row.fromS} to ${row.toS}`, row] as const),
  )('%s', (_, row) => {
    expect(unlike(frames, row).slice(0, 3)).toEqual([]);
  });
  it.each(
    expectation.exports.map(
      (one) => [`${one.cluster}: ${one.service} ${one.state}, ${one.fromS} to ${one.toS}`, one] as const,
    ),
  )('export of %s', (_, { service, cluster, state, reason, owner, ...window }) => {
    const wrong = within(frames, window).flatMap(({ s, services }) => {
      const found = services.get(service)?.exporting.find((one) => one.cluster === cluster);
      const decisive = found?.conditions.map((one) => `${one.type}=${one.status} ${one.reason}`).join('; ') ?? '';
      const right =
        found &&
        state.includes(found.state) &&
        (reason?.test(decisive) ?? true) &&
        (owner ?? found.owner) === found.owner;
      return right ? [] : [`${s}: ${found?.state} ${found?.owner} ${decisive}`];
    });
    expect(wrong.slice(0, 3)).toEqual([]);
  });
  it('finds what is wrong, and nothing critical besides', () => {
    const named = (finding: Finding, expected: Expectation['findings'], s: number) =>
      expected.some(
        (one) => one.id === finding.id && s >= one.fromS && s <= one.toS && one.words.test(finding.words.text),
      );
    for (const one of expectation.findings) {
      const lacking = within(frames, one).filter(
        ({ s, findings }) => ![...findings.values()].some((found) => named(found, [one], s)),
      );
      expect(lacking.map(({ s, findings }) => `${s}: ${findings.get(one.id)?.words.text}`).slice(0, 3), one.id).toEqual(
        [],
      );
    }
    const surplus = frames.flatMap(({ s, findings }) =>
      [...findings.values()]
        .filter((found) => found.severity === 'critical' && !named(found, expectation.findings, s))
        .map((found) => `${s}: ${found.id}: ${found.words.text}`),
    );
    expect(surplus.slice(0, 3)).toEqual([]);
  });
  it('never says what is not so', () => {
    for (const { service, status, ...window } of expectation.never) {
      const wrong = within(frames, window).flatMap(({ s, services }) =>
        (services.get(service)?.rows ?? []).flatMap((row) =>
          status.includes(row.status) ? [`${s} ${row.cluster}: ${row.status} ${row.why}`] : [],
        ),
      );
      expect(wrong.slice(0, 3), service).toEqual([]);
    }
  });
});

it('the scenarios of Lighthouse and of Cilium are replayed', () => {
  const of = (system: string) => scenarios.filter((one) => one.startsWith(system)).length;
  expect(of('submariner')).toBeGreaterThanOrEqual(6);
  expect(of('cilium')).toBeGreaterThanOrEqual(2);
});
