import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AskedNames } from '#lib/model/dns-answer.ts';
import type { CollectorInput, Peer, PollAnswer, View } from '../collector.ts';
import { probes } from './index.ts';
import type { ProbeMemory } from './peer-memory.ts';
import type { Settings } from './settings.ts';

/** Answers that came together; `file` is the recorded text beside the case. */
interface Step {
  at: number;
  answers: { key: string; status?: number; file?: string; body?: string; reason?: string; message?: string }[];
}

interface Case {
  settings: unknown;
  objects: Record<string, Record<string, unknown>[]>;
  peers: Peer[];
  steps: Step[];
}

function viewOf(objects: Case['objects']): View {
  return {
    objects: (key) => (objects[key] ?? []).map((object) => ({ object, appearedAt: null, changedAt: 0 })),
    listed: () => true,
    provenAt: 0,
    heartbeat: null,
  };
}

function answersOf(folder: URL, step: Step): PollAnswer[] {
  return step.answers.map(({ key, status = 200, file, body, reason, message = '' }) => ({
    key,
    at: step.at,
    durationMs: 5,
    result: reason
      ? { ok: false, reason, message }
      : { ok: true, status, body: file ? readFileSync(new URL(file, folder), 'utf8') : (body ?? '') },
  }));
}

function namesOf({ own, services }: AskedNames): string[] {
  return [...(own ? [own] : []), ...services.values()].map(
    ({ name, outcome, says, tookMs, observedAt, freshForMs }) =>
      `${name} ${outcome} in ${tookMs.toPrecision(3)} ms at ${observedAt} for ${freshForMs}${says ? `: ${says}` : ''}`,
  );
}

/** Plays a case and returns what is worth comparing, in the shape of `expected.json`. */
function play(folder: URL): unknown {
  const input = JSON.parse(readFileSync(new URL('input.json', folder), 'utf8')) as Case;
  const settings = probes.settings.parse(input.settings);
  let memory = probes.remember();
  const measured: unknown[] = [];
  let last: unknown;
  for (const step of input.steps) {
    const asked: CollectorInput<Settings, ProbeMemory> = {
      settings,
      view: viewOf(input.objects),
      answers: answersOf(folder, step),
      peers: input.peers,
      memory,
      now: step.at,
    };
    const parsed = probes.parse(asked);
    memory = parsed.memory;
    const { reading } = parsed;
    measured.push(
      ...reading.measurements.flatMap(({ about, metric, value, basis }) =>
        value === null
          ? []
          : [`${about.kind === 'peer' ? about.direction : 'self'} ${metric} ${Number(value.toPrecision(4))} ${basis}`],
      ),
    );
    const parts = [...(reading.parts?.values() ?? [])];
    const evidence = parts
      .flatMap(({ statements }) => statements)
      .map(({ id, evidence: one, words, observedAt, freshForMs }) => {
        if (!one) throw new Error(`${id} carries no evidence`);
        return `${id}: ${one.result} ${one.way} ${one.size} at ${observedAt} for ${freshForMs}: ${words.text}`;
      });
    last = {
      ...(reading.absent ? { absent: reading.absent } : {}),
      offers: reading.offers,
      notes: reading.notes,
      ...(reading.names?.own || reading.names?.services.size ? { names: namesOf(reading.names) } : {}),
      evidence,
      rows: parts
        .flatMap((part) => part.probes)
        .map((row) => `${row.id} ${row.passed} of ${row.of} ${row.status} ${row.remark}`.trim()),
      asks: probes.polls({ ...asked, memory, answers: [] }).map((poll) => `${poll.key} every ${poll.everyMs}`),
    };
  }
  return { ...(last as object), measured: [...new Set(measured)] };
}

describe('recorded answers of blackbox_exporter', () => {
  const root = new URL('./testdata/', import.meta.url);
  const names = readdirSync(root);
  it('has cases', () => expect(names.length).toBeGreaterThan(9));
  it.each(names)('%s', (name) => {
    const folder = new URL(`${name}/`, root);
    expect(play(folder)).toEqual(JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')));
  });
});
