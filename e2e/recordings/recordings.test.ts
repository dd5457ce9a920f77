import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { statementsIn } from '#lib/model/statement-table.ts';
import { Expectation, type Finds, type Show, type Stands } from './expectation.ts';
import { readRecording } from './recording.ts';
import { type Frame, replay } from './replay.ts';

const FOLDER = new URL('submariner/', import.meta.url).pathname;
const scenarios = readdirSync(FOLDER).sort();

/** The frames of a window; an empty window would let everything pass. */
function within(frames: readonly Frame[], { fromS, toS }: { fromS: number; toS: number }): Frame[] {
  const inside = frames.filter(({ s }) => s >= fromS && s <= toS);
  expect(inside.length, `frames between ${fromS} and ${toS} s`).toBeGreaterThan(0);
  return inside;
}

/** What differs from the expected state of a direction, with the instant it was seen first. */
function unlike(frames: readonly Frame[], show: Show): string[] {
  return within(frames, show).flatMap(({ s, verdicts }) => {
    const seen = verdicts.get(show.subject);
    const right =
      seen !== undefined &&
      show.status.includes(seen.status) &&
      (show.conflict === undefined || show.conflict === seen.conflict) &&
      (show.ownerLayer === undefined || show.ownerLayer === seen.ownerLayer) &&
      (show.words === undefined || show.words.test(seen.words.text));
    return right ? [] : [`${s}: ${seen?.status} ${seen?.ownerLayer} conflict ${seen?.conflict}: ${seen?.words.text}`];
  });
}

function misstated(frames: readonly Frame[], stands: Stands): string[] {
  return within(frames, stands).flatMap(({ s, readings }) => {
    const reading = readings.get(stands.cluster);
    const found = reading && statementsIn(reading).find(({ id }) => id === stands.id);
    if (stands.absent) return found ? [`${s}: stands: ${found.words.text}`] : [];
    const facts = new Map(found?.facts.map(({ name, value }) => [name, value]));
    const right =
      found !== undefined &&
      (stands.status === undefined || stands.status.includes(found.status)) &&
      (stands.words === undefined || stands.words.test(found.words.text)) &&
      Object.entries(stands.facts ?? {}).every(([name, pattern]) => pattern.test(facts.get(name) ?? ''));
    return right ? [] : [`${s}: ${found?.status}: ${found?.words.text} ${JSON.stringify(found?.facts)}`];
  });
}

/** Where an expected finding does not stand, and where one stands that nobody expects. */
function misfound(frames: readonly Frame[], expected: readonly Finds[]): string[] {
  const missing = expected.flatMap(({ id, severity, fromS, toS, words }) => {
    if (fromS === undefined || toS === undefined) return [];
    return within(frames, { fromS, toS }).flatMap(({ s, findings }) => {
      const found = findings.get(id);
      const right = found?.severity === severity && (words === undefined || words.test(found.words.text));
      return right ? [] : [`${s}: ${id}: ${found?.severity} ${found?.words.text}`];
    });
  });
  const unexpected = frames.flatMap(({ s, findings }) =>
    [...findings.values()].flatMap(({ id, severity, words }) => {
      const known = expected.some(
        (one) => one.id === id && one.severity === severity && s >= one.withinS[0] && s <= one.withinS[1],
      );
      return known ? [] : [`${s}: nobody expects ${severity} ${id}: ${words.text}`];
    }),
  );
  return [...missing, ...unexpected];
}

/** More changes of words within 30 s than any event made: then each heartbeat makes a revision. */
const MAX_CHANGES = 6;

function flutters(frames: readonly Frame[]): string[] {
  const said = new Map<string, { s: number; text: string }[]>();
  for (const { s, verdicts } of frames) {
    for (const [direction, { status, words, layers }] of verdicts) {
      const lines = Object.entries(layers).map(([layer, judged]) => [`${direction} ${layer}`, judged] as const);
      for (const [name, judged] of [[direction, { status, words }] as const, ...lines]) {
        const text = `${judged.status}: ${judged.words.text}`;
        const runs = said.get(name) ?? [];
        said.set(name, runs);
        if (runs.at(-1)?.text !== text) runs.push({ s, text });
      }
    }
  }
  return [...said].flatMap(([name, runs]) =>
    runs.flatMap((run, index) => {
      const later = runs[index + MAX_CHANGES];
      return later && later.s - run.s < 30 ? [`${name} from ${run.s}: ${run.text} / ${runs[index + 1]?.text}`] : [];
    }),
  );
}

describe.each(scenarios)('%s', (scenario) => {
  const expectation = Expectation.parse(JSON.parse(readFileSync(`${FOLDER}${scenario}/expect.json`, 'utf8')));
  const recording = readRecording(`${FOLDER}${scenario}`, expectation.everyBeat);

  describe.each(expectation.replays)('probes: $probes', ({ probes, show, never }) => {
    const frames = replay(recording, expectation, probes);

    it.each(show.map((item) => [`${item.subject} ${item.status} from ${item.fromS} to ${item.toS}`, item] as const))(
      'shows %s',
      (_, item) => {
        expect(unlike(frames, item).slice(0, 3)).toEqual([]);
      },
    );
    it.each(never.map((item) => [`${item.subject} ${item.status} from ${item.fromS} to ${item.toS}`, item] as const))(
      'never shows %s',
      (_, { subject, status, ...window }) => {
        const seen = within(frames, window).flatMap(({ s, verdicts }) => {
          const verdict = verdicts.get(subject);
          return verdict && status.includes(verdict.status) ? [`${s}: ${verdict.status}: ${verdict.words.text}`] : [];
        });
        expect(seen.slice(0, 3)).toEqual([]);
      },
    );
    it('finds what is wrong, and nothing else', () => {
      const expected = expectation.findings.filter((one) => one.probes === undefined || one.probes === probes);
      expect(misfound(frames, expected).slice(0, 3)).toEqual([]);
    });
    it('says one thing at a time', () => {
      expect(flutters(frames)).toEqual([]);
    });
    it('says what must be said', () => {
      for (const stands of expectation.statements)
        expect(misstated(frames, stands).slice(0, 3), `${stands.cluster} ${stands.id} from ${stands.fromS}`).toEqual(
          [],
        );
    });
    if (expectation.silent)
      it('says nothing where nothing was recorded of links', () => {
        for (const { readings } of frames)
          for (const reading of readings.values()) expect([statementsIn(reading), reading.peers]).toEqual([[], []]);
      });
    if (expectation.attributes)
      it('lists what is known of the cluster', () => {
        for (const { cluster, label, value, note, ...window } of expectation.attributes ?? []) {
          for (const { readings } of within(frames, window)) {
            const found = readings.get(cluster)?.facts.attributes?.find((attribute) => attribute.label === label);
            expect(found?.value ?? '').toMatch(value ?? /./);
            expect(found?.note ?? '').toMatch(note ?? /^/);
          }
        }
      });
    if (expectation.measurements)
      it('measures the round trip', () => {
        for (const { cluster, peer, minMs, maxMs, ...window } of expectation.measurements ?? []) {
          const values = within(frames, window).flatMap(({ readings }) =>
            (readings.get(cluster)?.measurements ?? []).flatMap(({ about, value }) =>
              about.kind === 'peer' && about.peer.name === peer && value !== null ? [value] : [],
            ),
          );
          expect(values.length).toBeGreaterThan(0);
          expect(Math.min(...values)).toBeGreaterThanOrEqual(minMs ?? 0);
          expect(Math.max(...values)).toBeLessThanOrEqual(maxMs ?? Number.POSITIVE_INFINITY);
        }
      });
  });
});
