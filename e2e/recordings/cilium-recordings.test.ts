import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Expectation } from './cilium-expectation.ts';
import { type Frame, replay } from './cilium-replay.ts';

const FOLDER = new URL('cilium/', import.meta.url).pathname;
const scenarios = readdirSync(FOLDER).sort();

/** The frames of a window; an empty window would let everything pass. */
function within(frames: readonly Frame[], { fromS, toS }: { fromS: number; toS: number }): Frame[] {
  const inside = frames.filter(({ s }) => s >= fromS && s <= toS);
  expect(inside.length, `frames between ${fromS} and ${toS} s`).toBeGreaterThan(0);
  return inside;
}

describe.each(scenarios)('%s', (scenario) => {
  const folder = `${FOLDER}${scenario}`;
  const { replays } = Expectation.parse(JSON.parse(readFileSync(`${folder}/expect.json`, 'utf8')));

  const ways = replays.flatMap((one) => (['services', 'pods'] as const).map((through) => ({ ...one, through })));
  describe.each(ways)('$about, through $through', ({ through, ...expected }) => {
    const frames = replay(expected, folder, through);
    const named = <T extends { peer: string; status: string[]; fromS: number; toS: number }>(items: readonly T[]) =>
      items.map((item) => [`${item.peer} ${item.status} from ${item.fromS} to ${item.toS}`, item] as const);

    if (expected.show.length > 0)
      it.each(named(expected.show))('shows %s', (_, { peer, status, ownerLayer, words, ...window }) => {
        const unlike = within(frames, window).flatMap(({ s, verdicts }) => {
          const seen = verdicts.get(peer);
          const right =
            seen !== undefined &&
            status.includes(seen.status) &&
            (ownerLayer === undefined || ownerLayer === seen.ownerLayer) &&
            (words === undefined || words.test(seen.words.text));
          return right ? [] : [`${s}: ${seen?.status} ${seen?.ownerLayer}: ${seen?.words.text}`];
        });
        expect(unlike.slice(0, 3)).toEqual([]);
      });
    if (expected.never.length > 0)
      it.each(named(expected.never))('never shows %s', (_, { peer, status, ...window }) => {
        const seen = within(frames, window).flatMap(({ s, verdicts }) => {
          const verdict = verdicts.get(peer);
          return verdict && status.includes(verdict.status) ? [`${s}: ${verdict.status}: ${verdict.words.text}`] : [];
        });
        expect(seen.slice(0, 3)).toEqual([]);
      });
    it('says what must be said, and nothing else of peers', () => {
      for (const { id, absent, status, words, facts = {}, ...window } of expected.statements) {
        const wrong = within(frames, window).flatMap(({ s, reading }) => {
          const found = reading.statements.find((one) => one.id === id);
          if (absent) return found ? [`${s}: stands: ${found.words.text}`] : [];
          const told = new Map(found?.facts.map(({ name, value }) => [name, value]));
          const right =
            found !== undefined &&
            (status === undefined || status.includes(found.status)) &&
            (words === undefined || words.test(found.words.text)) &&
            Object.entries(facts).every(([name, pattern]) => pattern.test(told.get(name) ?? ''));
          return right ? [] : [`${s}: ${found?.status}: ${found?.words.text} ${JSON.stringify(found?.facts)}`];
        });
        expect(wrong.slice(0, 3), `${id} from ${window.fromS}`).toEqual([]);
      }
      for (const { names, ...window } of expected.peers)
        for (const { s, reading } of within(frames, window)) {
          const claimed = reading.peers.flatMap(({ peer, expected: sure }) => (sure ? [peer.name] : []));
          expect(claimed, `peers at ${s}`).toEqual(names);
        }
      const notes = frames.flatMap(({ reading }) => reading.notes).join('\n');
      const wanted = through === 'pods' ? (expected.notesOfPods ?? expected.notes) : expected.notes;
      if (wanted) expect(notes).toMatch(wanted);
    });
    it('finds what is wrong with the mesh, and nothing else', () => {
      const wrong = frames.flatMap(({ s, findings }) => {
        const mesh = findings.filter(({ rule }) => /^cluster(mesh)?-/.test(rule));
        const missing = expected.findings.filter(
          ({ id, words, fromS, toS }) =>
            s >= fromS && s <= toS && !mesh.some((one) => one.id === id && words.test(one.words.text)),
        );
        const surplus = mesh.filter(
          (one) => !expected.findings.some(({ id, fromS, toS }) => id === one.id && s >= fromS && s <= toS),
        );
        return [
          ...missing.map(({ id }) => `${s}: lacks ${id}`),
          ...surplus.map(({ id, words }) => `${s}: has ${id}: ${words.text}`),
        ];
      });
      expect(wrong.slice(0, 5)).toEqual([]);
    });
    it('says one thing at a time', () => {
      const changes = new Map<string, { s: number; text: string }[]>();
      for (const { s, reading } of frames)
        for (const { id, words } of reading.statements) {
          const runs = changes.get(id) ?? [];
          changes.set(id, runs);
          if (runs.at(-1)?.text !== words.text) runs.push({ s, text: words.text });
        }
      const flutters = [...changes].filter(([, runs]) =>
        runs.some((run, index) => (runs[index + 2]?.s ?? Number.POSITIVE_INFINITY) - run.s < 30),
      );
      expect(flutters).toEqual([]);
    });
  });
});
