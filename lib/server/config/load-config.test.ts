import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from './load-config.ts';

const parse = (text: string) => parseConfig(text, 'causeway.yaml');

/** The lines of the error. */
function faultsOf(text: string): string[] {
  try {
    parse(text);
  } catch (error) {
    return String(error instanceof Error ? error.message : error).split('\n');
  }
  return [];
}

describe('configuration', () => {
  it('is optional down to the last key', () => {
    expect(parse('')).toMatchObject({
      sites: [],
      links: [],
      probes: { budgetPerSecond: 10 },
      history: { url: 'file:./.causeway/history.db' },
    });
  });
  it.each([
    ['not YAML', 'name: [', /^causeway\.yaml:1: the file: not YAML \(\w+\)$/],
    ['what is missing at the end', 'name: x\nsites: [\n\n', /^causeway\.yaml:2: the file: not YAML/],
    ['what is missing at the end of a text', 'name: "x\n', /^causeway\.yaml:1: the file: not YAML/],
    ['what is wrong in the middle', 'name: x\n\tsites: []\nlinks: []\n', /^causeway\.yaml:2: the file: not YAML/],
    [
      'aliases that grow',
      `name: x\nauth:\n  - &a [x, x]\n${Array.from({ length: 9 }, (_, at) => `  - &a${at} [${Array(9).fill(`*a${at ? at - 1 : ''}`)}]\n`).join('')}`,
      /^causeway\.yaml:1: the file: its aliases/,
    ],
    ['an unknown key', 'name: x\nclustres: []', /^causeway\.yaml:2: clustres: is not a known field$/],
    ['a wrong type', 'name: x\nsites:\n  - id: fra\n    name: 7', /^causeway\.yaml:4: sites\[0\]\.name: /],
    [
      'a wrong value deep inside',
      'links:\n  - clusters: [a, b]\n    underlayMtu: 12',
      /^causeway\.yaml:3: links\[0\]\.underlayMtu: /,
    ],
    ['an id used twice', 'clusters:\n  - id: a\n  - id: a', /^causeway\.yaml:3: clusters\[1\]\.id: "a" is used twice$/],
    [
      'a site that is not there',
      'clusters:\n  - id: a\n    site: mars',
      /^causeway\.yaml:3: clusters\[0\]\.site: there is no site "mars"$/,
    ],
    [
      'a link with an unknown end',
      'clusters: [{id: a}]\nlinks:\n  - clusters: [a, z]',
      /^causeway\.yaml:3: links\[0\]\.clusters: there is no cluster "z"$/,
    ],
    [
      'a window that ends first',
      'maintenance:\n  - from: 2026-11-21T10:00:00Z\n    to: 2026-11-21T09:00:00Z',
      /^causeway\.yaml:3: maintenance\[0\]\.to: ends before it begins$/,
    ],
    [
      'a window of a cluster that is not there',
      'clusters: [{id: a}]\nmaintenance:\n  - from: 2026-11-21T08:00:00Z\n    to: 2026-11-21T09:00:00Z\n    clusters: [b]',
      /^causeway\.yaml:5: maintenance\[0\]\.clusters\[0\]: there is no cluster "b"$/,
    ],
    [
      'a window of a link that is none',
      'maintenance:\n  - from: 2026-11-21T08:00:00Z\n    to: 2026-11-21T09:00:00Z\n    links: [a]',
      /^causeway\.yaml:4: maintenance\[0\]\.links\[0\]: must be the ids of two clusters joined by ~$/,
    ],
    [
      'an instant that is none',
      'maintenance:\n  - from: tomorrow\n    to: 2026-11-21T09:00:00Z',
      /^causeway\.yaml:2: maintenance\[0\]\.from: must be an RFC 3339 instant/,
    ],
    [
      'two ways to one cluster',
      'clusters:\n  - id: a\n    context: x\n    inCluster: true',
      /^causeway\.yaml:4: clusters\[0\]\.inCluster: inCluster stands alone/,
    ],
    [
      'a host with a port',
      'allowedHosts:\n  - a.example:80',
      /^causeway\.yaml:2: allowedHosts\[0\]: must be a host name/,
    ],
    [
      'a namespace that can be none',
      'clusters:\n  - id: a\n    collect:\n      cilium:\n        exec: true\n        namespace: ../secrets?x=',
      /^causeway\.yaml:6: clusters\[0\]\.collect\.cilium\.namespace: must be the name of a namespace: at most 63 of a-z, 0-9 and -/,
    ],
    [
      'the namespace of a broker that can be none',
      'clusters:\n  - id: a\n    collect: {submariner: {brokerNamespace: Broker}}',
      /^causeway\.yaml:3: clusters\[0\]\.collect\.submariner\.brokerNamespace: must be the name of a namespace/,
    ],
    [
      'a namespace of the exporters that is too long',
      `probes:\n  namespace: ${'a'.repeat(64)}`,
      /^causeway\.yaml:2: probes\.namespace: must be the name of a namespace/,
    ],
    [
      'a setting of Submariner that is none',
      'clusters: [{id: a, collect: {submariner: {broker: x}}}]',
      /\.broker: is not a known field$/,
    ],
    ['a setting of a collector', 'probes:\n  port: 99999', /^causeway\.yaml:2: probes\.port: /],
    ['a list where a map belongs', '- a\n- b', /^causeway\.yaml:1: the file: /],
    [
      'an unknown system',
      'clusters:\n  - id: a\n    collect: {submarine: {}}',
      /^causeway\.yaml:3: clusters\[0\]\.collect\.submarine: no collector has this name/,
    ],
  ])('names file, line and field of %s', (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
  it('tells every fault of a file, in its order', () => {
    const text = `nmae: x
clustres: []
clusters:
  - id: a
    sight: fra
    site: mars
  - id: a
    collect: {submarine: {}, probes: {prot: 1, port: x}}
probes:
  intervalls: {}
`;
    expect(faultsOf(text)).toEqual([
      'causeway.yaml:1: nmae: is not a known field',
      'causeway.yaml:2: clustres: is not a known field',
      'causeway.yaml:5: clusters[0].sight: is not a known field',
      'causeway.yaml:6: clusters[0].site: there is no site "mars"',
      'causeway.yaml:7: clusters[1].id: "a" is used twice',
      expect.stringContaining('causeway.yaml:8: clusters[1].collect.submarine: no collector has this name; there are '),
      'causeway.yaml:8: clusters[1].collect.probes.port: Invalid input: expected number, received string',
      'causeway.yaml:8: clusters[1].collect.probes.prot: is not a known field',
      'causeway.yaml:10: probes.intervalls: is not a known field',
    ]);
  });
  it('tells as many as can be read', () => {
    const text = Array.from({ length: 25 }, (_, index) => `unknown${index}: 1\n`).join('');
    expect(() => parse(text)).toThrow(/^(causeway\.yaml:\d+: unknown\d+: is not a known field\n){20}and 5 more$/);
  });
  it('never repeats a value in an error: it may be a secret', () => {
    expect(() => parse('auth: "x\nhunter2: [')).toThrow(/^(?!.*hunter2)/s);
  });
});

it('takes relative paths from the folder of its file, wherever the process runs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-config-'));
  try {
    const file = join(folder, 'causeway.yaml');
    writeFileSync(
      file,
      `auth: {tokensFile: ./tokens.yaml}
clusters:
  - {id: east, collect: {cilium: {statusFile: ./status/east.json, mesh: ./retail}, submariner: false}}
  - {id: west, collect: {cilium: {statusFile: /srv/west.json}}}
  - {id: north, collect: {cilium: {exec: true}}}
`,
    );
    const { config } = await loadConfig({ NODE_ENV: 'test', CAUSEWAY_CONFIG: file });
    expect(config.auth?.tokensFile).toBe(join(folder, 'tokens.yaml'));
    expect(config.clusters?.map(({ collect }) => collect)).toEqual([
      { cilium: { statusFile: join(folder, 'status/east.json'), mesh: './retail' }, submariner: false },
      { cilium: { statusFile: '/srv/west.json' } },
      { cilium: { exec: true } },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
