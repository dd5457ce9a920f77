import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { View } from '../collector.ts';
import { kubernetes } from './index.ts';

/** `testdata/<case>/input.json`: what was seen of one cluster, step by step. Instants are epoch milliseconds. */
const Case = z.strictObject({
  about: z.string(),
  steps: z.array(
    z.strictObject({
      now: z.number(),
      /** Objects by resource key; keys that are not named were never listed. */
      objects: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))).default({}),
      heartbeat: z
        .strictObject({
          at: z.number(),
          durationMs: z.number(),
          clock: z.strictObject({ differenceMs: z.number(), uncertaintyMs: z.number() }).nullable(),
        })
        .nullable()
        .default(null),
      /** The answer to `GET /version`. */
      version: z.strictObject({ status: z.number(), body: z.string() }).optional(),
    }),
  ),
});

const root = new URL('./testdata/', import.meta.url);

/** Reads every step; facts of the last one, and the samples of all. */
function play({ steps }: z.infer<typeof Case>): unknown {
  let memory = kubernetes.remember();
  let facts: unknown;
  const measurements: string[] = [];
  for (const { now, objects, heartbeat, version } of steps) {
    const view: View = {
      objects: (key) => (objects[key] ?? []).map((object) => ({ object, appearedAt: null, changedAt: now })),
      listed: (key) => key in objects,
      provenAt: now,
      heartbeat,
    };
    const answers = version
      ? [{ key: 'version', at: now, durationMs: 5, result: { ok: true as const, ...version } }]
      : [];
    const parsed = kubernetes.parse({ settings: {}, view, answers, peers: [], memory, now });
    memory = parsed.memory;
    facts = parsed.reading.facts;
    expect(parsed.reading.statements).toEqual([]);
    measurements.push(...parsed.reading.measurements.map(({ metric, value, at }) => `${metric} ${value} at ${at}`));
  }
  return { facts, measurements };
}

describe('a cluster', () => {
  it.each(readdirSync(root))('%s', async (name) => {
    const folder = new URL(`${name}/`, root);
    const input = Case.parse(JSON.parse(readFileSync(new URL('input.json', folder), 'utf8')));
    const read = `${JSON.stringify(play(input), null, 2)}\n`;
    await expect(read).toMatchFileSnapshot(new URL('expected.json', folder).pathname);
  });
});
