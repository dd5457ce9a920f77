import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { statementsIn } from '#lib/model/statement-table.ts';
import { Case, CaseView } from './case-view.ts';
import { durationMs } from './duration.ts';
import { submariner } from './index.ts';
import { type Memory, remember } from './memory.ts';
import { parse } from './parse.ts';
import { watchedResources } from './resources.ts';
import { Settings } from './settings.ts';

const HERE = new URL('./', import.meta.url).pathname;
const cases = readdirSync(`${HERE}testdata`).sort();

function readCase(name: string): Case {
  return Case.parse(JSON.parse(readFileSync(`${HERE}testdata/${name}/input.json`, 'utf8')));
}

/** Reads every step of a case; `ask` reads its last view again at another instant, from the memory before it. */
function readAll({ settings, steps }: Case) {
  const view = new CaseView(submariner.resources);
  let memory = remember();
  let before = memory;
  let reading = parse({ settings: Settings.parse({}), view, answers: [], peers: [], memory, now: 0 }).reading;
  const at = (from: Memory, now: number) =>
    parse({ settings: Settings.parse(settings ?? {}), view, answers: [], peers: [], memory: from, now });
  for (const [index, step] of steps.entries()) {
    view.apply(step, index === 0);
    before = memory;
    ({ reading, memory } = at(before, step.now));
  }
  return {
    reading,
    memory,
    ask: (now: number) => at(before, now).reading,
    askOn: (now: number) => at(memory, now).reading,
  };
}

describe.each(cases)('case %s', (name) => {
  const { reading, ask, askOn } = readAll(readCase(name));
  const now = readCase(name).steps.at(-1)?.now ?? 0;

  it('reads what is expected', async () => {
    const { tables: _, ...written } = { ...reading, statements: statementsIn(reading) };
    await expect(`${JSON.stringify(written, null, 2)}\n`).toMatchFileSnapshot(`${HERE}testdata/${name}/expected.json`);
  });
  it('reads the same twice', () => {
    expect(ask(now)).toEqual(reading);
  });
  it('changes no status and no words before it asks to be woken', () => {
    const said = (one: typeof reading) => statementsIn(one).map(({ id, status, words }) => [id, status, words.text]);
    const wakeAt = reading.wakeAt ?? now + 3_600_000;
    expect(wakeAt).toBeGreaterThan(now);
    expect(said(askOn(wakeAt - 1))).toEqual(said(reading));
  });
});

describe('secrets', () => {
  const SECRET = 'hunter2-never-to-be-seen';
  const secretFields = {
    brokerK8sApiServerToken: SECRET,
    brokerK8sCA: SECRET,
    brokerK8sSecret: SECRET,
    ceIPSecPSK: SECRET,
    ceIPSecPSKSecret: SECRET,
  };
  it('never leave the objects that hold them', () => {
    const healthy = readCase('healthy');
    const first = healthy.steps[0];
    if (!first?.objects) throw new Error('the healthy case has no objects');
    const seeded = JSON.parse(JSON.stringify(first.objects).replaceAll('redacted', SECRET));
    seeded.submariners = seeded.submariners.map((object: { spec: object; status: object }) => ({
      ...object,
      spec: { ...object.spec, ...secretFields },
      status: { ...object.status, ...secretFields },
    }));
    expect(JSON.stringify(seeded).split(SECRET).length).toBeGreaterThan(12);
    const { reading, memory } = readAll({
      ...healthy,
      steps: [{ ...first, objects: seeded }, ...healthy.steps.slice(1)],
    });
    const everything = JSON.stringify([
      reading,
      [...memory.heartbeats],
      [...memory.connections],
      [...memory.agents],
      memory,
    ]);
    expect(everything).toContain('submariner-k8s-broker');
    expect(everything).not.toContain(SECRET);
  });
});

describe('hostile shapes', () => {
  const values: unknown[] = [null, 0, true, '', 'x'.repeat(100_000), [], {}, [[null]], { status: [] }, { spec: 'x' }];
  const name = { name: 'n', namespace: 'submariner-operator' };
  it.each(watchedResources(Settings.parse({})).map(({ key }) => [key]))('are read as nothing: %s', (key) => {
    for (const value of values) {
      const objects = [
        value,
        { metadata: value, spec: value, status: value },
        {
          metadata: { ...name, annotations: value },
          spec: { cluster_id: 'a', subnets: value },
          status: { connections: value },
        },
        {
          metadata: name,
          status: { haStatus: value, connections: [value], remoteEndpoints: [value], localEndpoint: value },
        },
        {
          metadata: name,
          status: { connections: [{ endpoint: { cluster_id: 'b' }, status: value, latencyRTT: value }] },
        },
      ].filter((object) => typeof object === 'object' && object !== null);
      const steps = [{ now: 1000, provenAt: undefined, objects: { gateways: [], [key]: objects } }];
      const { reading } = readAll({ about: '', steps });
      expect(JSON.stringify(reading).length).toBeLessThan(20_000);
      expect(statementsIn(reading).filter(({ status }) => status === 'down')).toEqual([]);
    }
  });
});

describe('settings', () => {
  it('say in which namespaces to look', () => {
    const resources = watchedResources(Settings.parse({ namespace: 'tunnels', brokerNamespace: 'broker' }));
    const namespaces = new Map(resources.map(({ key, namespace }) => [key, namespace]));
    expect(namespaces.get('gateways')).toBe('tunnels');
    expect(namespaces.get('leases')).toBe('tunnels');
    expect(namespaces.get('brokerendpoints')).toBe('broker');
    expect(namespaces.get('globalingressips')).toBeNull();
    expect([...namespaces.values()]).not.toContain('submariner-operator');
  });
});

describe('durations', () => {
  it.each([
    ['447.358µs', 0.447358],
    ['447.358\u03bcs', 0.447358],
    ['3us', 0.003],
    ['58.0437ms', 58.0437],
    ['1.204312s', 1204.312],
    ['2m3.5s', 123_500],
    ['1h0m1s', 3_601_000],
    ['12ns', 0.000012],
    ['0s', 0],
  ])('%s is %d ms', (text, expected) => {
    expect(durationMs(text)).toBeCloseTo(expected, 9);
  });
  it.each([[''], ['5'], ['1.2.3s'], ['-4ms'], ['4 ms'], ['ms'], [null], [4], ['9'.repeat(50)]])(
    '%s is none',
    (text) => {
      expect(durationMs(text)).toBeNull();
    },
  );
});

describe('README', () => {
  const readme = readFileSync(`${HERE}README.md`, 'utf8');
  it('has the headings of every collector', () => {
    const headings = ['What it reads', 'Permissions', 'Settings', 'What it reports', 'Troubleshooting', 'Limits'];
    for (const heading of headings) expect(readme).toContain(`\n## ${heading}\n`);
  });
  it('names every id of words, and no other', () => {
    const sources = readdirSync(HERE).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
    const text = sources.map((file) => readFileSync(HERE + file, 'utf8')).join('\n');
    const used = new Set(
      [...text.matchAll(/'(submariner\.[a-z-]+)'/g)].map(([, id]) => id).filter((id) => id !== 'submariner.io'),
    );
    const named = new Set(
      [...readme.matchAll(/`(submariner\.[a-z-]+)`/g)].map(([, id]) => id).filter((id) => id !== 'submariner.io'),
    );
    expect([...named].sort()).toEqual([...used].sort());
  });
  it('names every resource that is watched', () => {
    for (const { plural } of submariner.resources) expect(readme).toContain(`\`${plural}\``);
  });
});
