import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { answersOf, Case, instantOf, viewOf } from '#lib/collectors/cilium/case-view.ts';
import { cilium } from '#lib/collectors/cilium/index.ts';
import { MadeFleet, planOf } from '#lib/server/pipeline/made-fleet.ts';

const CASES = new URL('../../lib/collectors/cilium/testdata/', import.meta.url).pathname;

/** What the rules find when east alone is read, with what its programs told in their pods. */
function findingsOf(name: string): string[] {
  const read = (file: string) => readFileSync(`${CASES}${name}/${file}`, 'utf8');
  const input = Case.parse(JSON.parse(read('input.json')));
  const settings = cilium.settings.parse(input.settings ?? {});
  const [first] = input.steps.map(instantOf);
  const fleet = new MadeFleet(planOf(['east']), undefined, first);
  fleet.fleet.settle();
  fleet.reach('east', true);
  let memory = cilium.remember();
  for (const step of input.steps) {
    const now = instantOf(step);
    const answers = answersOf(step, read);
    const parsed = cilium.parse({ settings, view: viewOf(input, now), answers, peers: [], memory, now });
    memory = parsed.memory;
    fleet.hear('east', parsed.reading, 'cilium');
    fleet.tick(Math.max(1000, now - fleet.now));
  }
  return [...fleet.fleet.snapshot.findings.values()].map(({ id, words }) => `${id}: ${words.text}`);
}

it.each(['exec-many-broken', 'exec-without-kvstoremesh'])(
  '%s: a cluster id used twice is found though nobody reads the other cluster',
  (name) => {
    const found = findingsOf(name);
    expect(found.filter((one) => one.startsWith('cluster-id-duplicated'))).toEqual([
      expect.stringMatching(/^cluster-id-duplicated\/link\/\S*dupid\S*: .* 2 clusters claim id 1 in cilium/),
    ]);
    const notReady = (peer: string) =>
      found.filter((one) => one.startsWith(`clustermesh-not-ready/direction/east>cilium-${peer}:`));
    for (const [peer, step] of Object.entries({
      refused: 'connect',
      wrongca: 'connect',
      mars: 'config',
      nocfg: 'config',
    }))
      expect(notReady(peer)).toEqual([expect.stringContaining(`step ${step} fails`)]);
    for (const peer of ['west', 'maxmis']) expect(notReady(peer)).toEqual([]);
  },
);

it('while all is well nothing is found of the mesh', () => {
  expect(findingsOf('exec-healthy').filter((one) => one.startsWith('cluster'))).toEqual([]);
});
