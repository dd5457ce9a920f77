import { z } from 'zod';
import type { PollAnswer, View } from '../collector.ts';

const Answer = z.strictObject({
  key: z.string(),
  status: z.number().default(200),
  /** Lines of the answer; or a file beside the case. */
  body: z.array(z.string()).optional(),
  file: z.string().optional(),
  /** Why there is none. */
  reason: z.string().optional(),
  message: z.string().default(''),
});

/** `testdata/<case>/input.json`: a cluster's objects, and answers step by step; instants are seconds from the start. */
export const Case = z.strictObject({
  about: z.string(),
  settings: z.unknown().optional(),
  /** By resource key; what is not named was never listed. */
  objects: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
  steps: z.array(z.strictObject({ s: z.number(), answers: z.array(Answer).default([]) })).min(1),
});
export type Case = z.infer<typeof Case>;

/** The start of every case, epoch milliseconds. */
const START_AT = Date.UTC(2026, 10, 21, 9, 40);

export function instantOf({ s }: Case['steps'][number]): number {
  return START_AT + s * 1000;
}

/** A view of a case at one of its steps. */
export function viewOf({ objects }: Case, now: number): View {
  return {
    objects: (key) => (objects[key] ?? []).map((object) => ({ object, appearedAt: null, changedAt: START_AT })),
    listed: (key) => key in objects,
    provenAt: now,
    heartbeat: null,
  };
}

/** The answers of a step; `read` brings the text of a file beside the case. */
export function answersOf(step: Case['steps'][number], read: (file: string) => string): PollAnswer[] {
  return step.answers.map(({ key, status, body = [], file, reason, message }) => ({
    key,
    at: instantOf(step),
    durationMs: 5,
    result: reason ? { ok: false, reason, message } : { ok: true, status, body: file ? read(file) : body.join('\n') },
  }));
}
