import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Reading } from '#lib/model/reading.ts';
import type { Statement } from '#lib/model/statement.ts';
import { plain } from '#lib/model/words.ts';
import { answersOf, Case, instantOf, viewOf } from './case-view.ts';
import { globalServices, MAX_SERVICES } from './global-services.ts';
import { cilium } from './index.ts';
import { remember } from './memory.ts';
import { parse } from './parse.ts';
import { METRICS, PROGRAMS } from './programs.ts';
import { readScrape } from './scrape.ts';

const ROOT = new URL('./testdata/', import.meta.url);
const cases = readdirSync(ROOT).sort();

/** All statements of a reading, those of its parts after the others. */
function statementsOf({ statements, parts }: Reading): Statement[] {
  return [...statements, ...[...(parts?.values() ?? [])].flatMap((part) => part.statements)];
}

/** Reads every step of a case; `ask` reads the last view again at another instant. */
function readAll(name: string) {
  const folder = new URL(`${name}/`, ROOT);
  const input = Case.parse(JSON.parse(readFileSync(new URL('input.json', folder), 'utf8')));
  const settings = cilium.settings.parse(input.settings ?? {});
  let memory = remember();
  let before = memory;
  const at = (from: typeof memory, now: number, step?: Case['steps'][number]) =>
    parse({
      settings,
      view: viewOf(input, now),
      answers: step ? answersOf(step, (file) => readFileSync(new URL(file, folder), 'utf8')) : [],
      peers: [],
      memory: from,
      now,
    });
  let now = 0;
  let read = at(memory, now);
  for (const step of input.steps) {
    now = instantOf(step);
    before = memory;
    read = at(before, now, step);
    memory = read.memory;
  }
  const polls = cilium.polls({ settings, view: viewOf(input, now), answers: [], peers: [], memory, now });
  const last = input.steps.at(-1);
  return {
    now,
    reading: read.reading,
    polls: polls.map(({ key, everyMs }) => `${key} every ${everyMs}`),
    again: () => at(before, now, last).reading,
    askOn: (later: number) => at(memory, later).reading,
  };
}

describe.each(cases)('case %s', (name) => {
  const { now, reading, polls, again, askOn } = readAll(name);

  it('reads what is expected', async () => {
    const spread = [...(reading.parts?.values() ?? [])].flatMap(({ service }) => (service ? { ...service } : []));
    const told = { ...reading, parts: undefined, statements: statementsOf(reading), polls };
    const text = `${JSON.stringify(spread.length > 0 ? { ...told, spread } : told, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(new URL(`${name}/expected.json`, ROOT).pathname);
  });
  it('reads the same twice', () => {
    expect(again()).toEqual(reading);
  });
  it('changes no status and no words before it asks to be woken', () => {
    const said = (one: Reading) => statementsOf(one).map(({ id, status, words }) => [id, status, words.text]);
    const wakeAt = reading.wakeAt ?? now + 60_000;
    expect(wakeAt).toBeGreaterThan(now);
    expect(said(askOn(wakeAt - 1))).toEqual(said(reading));
  });
});

describe('rubbish for metrics', () => {
  const line = 'cilium_kvstoremesh_remote_cluster_readiness_status';
  const texts = [
    '',
    '\u0000\u0001',
    '{"kind":"Status"}',
    '<html>',
    `${line}{target_cluster="`,
    `${line}{target_cluster="a\\"b\\nc\u202e"} 1`,
    `${line}{target_cluster=""} 1`,
    `${line}{target_cluster="__proto__"} 1`,
    `${line}{target_cluster="a"} NaN`,
    `${line}{target_cluster="a"} 2`,
    `${line} 1`,
    `cilium_kvstoremesh_remote_clusters -1e308\n${line}{target_cluster="a"} 1`,
    `cilium_kvstoremesh_remote_clusters Inf\n${line}{target_cluster="a"} 0\n`,
    `${line}{target_cluster="${'x'.repeat(10_000)}"} 0`,
    Array.from({ length: 100_000 }, (_, index) => `${line}{target_cluster="c${index}"} 0`).join('\n'),
    Array.from(
      { length: 20_000 },
      (_, i) =>
        `cilium_node_connectivity_status{target_cluster="c${i}",type="node",target_node_type="remote_inter_cluster"} 0`,
    ).join('\n'),
  ];
  const view = viewOf(
    { about: '', objects: { configmaps: [{ data: { 'cluster-name': 'a', 'cluster-id': '1' } }] }, steps: [] },
    1000,
  );

  it.each(PROGRAMS)('of %s are bounded and never down at once', (key) => {
    for (const body of texts) {
      const answers = [{ key, at: 1000, durationMs: 1, result: { ok: true as const, status: 200, body } }];
      const input = { settings: cilium.settings.parse({}), view, answers, peers: [], memory: remember(), now: 1000 };
      const { reading } = parse(input);
      const reach = statementsOf(reading).filter(({ id }) => !id.startsWith('health/'));
      expect(reach.filter(({ status }) => status === 'down')).toEqual([]);
      expect(statementsOf(reading).length).toBeLessThan(2100);
      expect(JSON.stringify([reading, statementsOf(reading)])).not.toMatch(/\u202e|x{100}/);
    }
  });
  it('forge no line from the value of a label, whatever separates lines elsewhere', () => {
    const forged = ['\r', '\u2028', '\u2029', '\u0085', '\v', '\\n'].flatMap((separator) => [
      `other_metric{path="/${separator}cilium_kvstoremesh_remote_clusters 7 "} 1`,
      `other_metric{path="/${separator}process_start_time_seconds 7 "} 1`,
    ]);
    const text = [...forged, 'cilium_kvstoremesh_remote_clusters 1', `${line}{target_cluster="a"} 1`].join('\n');
    expect(readScrape('kvstoremesh', text)).toMatchObject({ configured: 1, process: '' });
  });
  it.each(['"', '\\', "'", '`', '\n', '\r', '\u2028', '}', '{', ',', '=', '#', '"} 0'])(
    'a label value with %j is one name, and speaks for no other',
    (part) => {
      const escaped = `a${part}b`.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
      const text = `${line}{target_cluster="${escaped}"} 1\n${line}{target_cluster="west"} 1\n`;
      const remotes = readScrape('kvstoremesh', text)?.remotes;
      expect([...(remotes?.keys() ?? [])]).toEqual([plain(`a${part}b`, 63), 'west']);
    },
  );
  it('hold no series of Cluster Mesh, and are none', () => {
    expect(readScrape('kvstoremesh', 'up 1\ncilium_version{version="1.20.1"} 0\n')).toBeNull();
    expect(readScrape('agents', 'cilium_kvstoremesh_remote_clusters 1\n')).toBeNull();
  });
});

describe('parts', () => {
  it('that were not asked anew are the same objects', () => {
    const line = (program: string, ready: number) =>
      `cilium_${program}_remote_clusters 1\ncilium_${program}_remote_cluster_readiness_status{target_cluster="west"} ${ready}`;
    const view = viewOf({ about: '', objects: { deployments: [] }, steps: [] }, 1000);
    const at = (memory: ReturnType<typeof remember>, now: number, key: string, body: string) =>
      parse({
        settings: cilium.settings.parse({}),
        view,
        answers: [{ key, at: now, durationMs: 1, result: { ok: true, status: 200, body } }],
        peers: [],
        memory,
        now,
      });
    const first = at(remember(), 1000, 'kvstoremesh', line('kvstoremesh', 1));
    const second = at(first.memory, 2000, 'agents', line('clustermesh', 1));
    const third = at(second.memory, 3000, 'kvstoremesh', line('kvstoremesh', 1));
    const part = ({ reading }: typeof first, key: string) => reading.parts?.get(key);
    expect(part(first, 'kvstoremesh/west')).toBeDefined();
    expect(part(second, 'kvstoremesh/west')).toBe(part(first, 'kvstoremesh/west'));
    expect(part(third, 'kvstoremesh/west')).not.toBe(part(second, 'kvstoremesh/west'));
    expect(part(third, 'agents/west')).toBe(part(second, 'agents/west'));
  });
});

describe('more Services than anyone has', () => {
  const globals = (count: number) => {
    const annotations = { 'service.cilium.io/global': 'true' };
    const objects = Array.from({ length: count }, (_, index) => ({
      metadata: { name: `service-${index}`, namespace: 'shop', annotations },
    }));
    return viewOf({ about: '', objects: { globalservices: objects }, steps: [] }, 1000);
  };

  it('global ones beyond the limit are counted and named', () => {
    const { parts, scope, notes } = globalServices(globals(MAX_SERVICES + 3), true);
    expect([parts.size, scope?.leftOut]).toEqual([MAX_SERVICES, 3]);
    expect(notes).toEqual(['3 global services beyond the limit of 4000 left out']);
  });
  it('those that were never handed out may be global: nothing is concluded of what is not there', () => {
    const view = { ...globals(2), leftOut: (key: string) => (key === 'globalservices' ? 7 : 0) };
    expect(globalServices(view, true).scope?.leftOut).toBe(7);
    expect(globalServices(globals(2), true).scope?.leftOut).toBe(0);
  });
});

describe('permissions', () => {
  it('follow the namespace of the settings', () => {
    const { resources, permissions } = cilium.place?.(cilium.settings.parse({ namespace: 'cilium' })) ?? {
      resources: [],
      permissions: [],
    };
    expect(new Set(resources.map(({ namespace }) => namespace))).toEqual(new Set(['cilium', null]));
    expect(permissions.map(({ namespace, resourceNames }) => [namespace, resourceNames])).toEqual(
      PROGRAMS.map((one) => ['cilium', [`http:${METRICS[one].service}:${METRICS[one].port}`]]),
    );
  });
});

describe('pods that are asked for metrics', () => {
  const settings = cilium.settings.parse({ podProxy: true, namespace: 'cilium' });
  const podOf = (name: string, containerPort: unknown) => ({
    metadata: { name },
    spec: { containers: [{ name: 'cilium-agent', ports: [{ name: 'prometheus', containerPort }] }] },
    status: { phase: 'Running' },
  });
  const pollsOf = (agentpods: Record<string, unknown>[]) =>
    cilium.polls({
      settings,
      view: viewOf({ about: '', objects: { agentpods }, steps: [] }, 0),
      answers: [],
      peers: [],
      memory: remember(),
      now: 0,
    });

  it('are asked in their namespace, at the port that they name', () => {
    expect(pollsOf([podOf('cilium-4mq7d', 9962)])).toMatchObject([
      { ask: { kind: 'pod-proxy', namespace: 'cilium', pod: 'cilium-4mq7d', port: 9962, path: '/metrics' } },
    ]);
    expect(pollsOf([podOf('cilium-4mq7d', 9962)])).toBe(pollsOf([podOf('cilium-4mq7d', 9962)]));
  });
  it('are three of each program at most', () => {
    const many = Array.from({ length: 500 }, (_, index) => podOf(`cilium-${index}`, 9962));
    expect(pollsOf(many)).toHaveLength(3);
  });
  it.each(['../secrets', 'a/b', 'a:1', 'A', 'a%2f', '', '.', '-a', `a${'x'.repeat(253)}`, 7, null])(
    'are none with the name %j',
    (name) => expect(pollsOf([podOf(name as string, 9962)])).toEqual([]),
  );
  it.each([0, -1, 65_536, 1.5, '9962', '9962/../x', null, undefined])('are none at port %j', (port) =>
    expect(pollsOf([podOf('cilium-4mq7d', port)])).toEqual([]),
  );
  it('need one right and three lists of pods, and no more with exec beside', () => {
    const both = cilium.place?.(cilium.settings.parse({ podProxy: true, exec: true }));
    const keys = both?.resources.map(({ key }) => key);
    expect(keys).toEqual([...new Set(keys)]);
    expect(keys).toEqual(expect.arrayContaining(['agentpods', 'meshpods', 'operatorpods']));
    expect(both?.permissions).toContainEqual({
      verb: 'get',
      apiGroup: '',
      resource: 'pods/proxy',
      namespace: 'kube-system',
    });
    expect(JSON.stringify(cilium.permissions)).not.toContain('pods/');
  });
});

describe('README', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  it('names every id of words, and no other', () => {
    const here = new URL('./', import.meta.url);
    const sources = readdirSync(here).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
    const text = sources.map((file) => readFileSync(new URL(file, here), 'utf8')).join('\n');
    const ids = (from: string, quote: string) =>
      [...new Set([...from.matchAll(new RegExp(`${quote}(cilium\\.[a-z-]+)${quote}`, 'g'))].map(([, id]) => id))]
        .filter((id) => id !== 'cilium.io')
        .sort();
    expect(ids(readme, '`')).toEqual(ids(text, "'"));
  });
  it('names every resource that is watched', () => {
    for (const { plural } of cilium.resources) expect(readme).toContain(`\`${plural}\``);
  });
});
