import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT } from '#lib/api/contract.ts';
import { Findings } from '#lib/api/findings.ts';
import { Fleet, FleetMatrix } from '#lib/api/fleet.ts';
import { Problem } from '#lib/api/problem.ts';
import { parseExposition } from '#lib/transport/prometheus-text.ts';
import type { Engine } from './engine.ts';
import { ask, fileOf, HOSTILE, runProduct } from './made-product.ts';

const folder = mkdtempSync(join(tmpdir(), 'causeway-api-'));
let engine: Engine;

async function run(ids: readonly string[], history = 'file::memory:'): Promise<void> {
  engine = await runProduct(ids, folder, history);
}

afterAll(() => rmSync(folder, { recursive: true }));

describe('the contract', () => {
  it.each(CONTRACT.map(({ path }) => path))('%s has a handler', (path) => {
    expect(existsSync(fileOf(path))).toBe(true);
  });
  it('names every handler', () => {
    const handlers = globSync('app/**/route.ts').map((file) => file.replaceAll('\\', '/'));
    expect(handlers.sort()).toEqual(CONTRACT.map(({ path }) => fileOf(path)).sort());
  });
});

describe('answers of a small fleet', () => {
  beforeAll(() => run(['a', 'b', 'c']));
  afterAll(() => engine.stop());

  it.each(CONTRACT.filter(({ answer }) => typeof answer !== 'string'))(
    '$path is as its schema says',
    async (endpoint) => {
      const { path, answer } = endpoint;
      if (typeof answer === 'string') throw new Error(path);
      const id = path.includes('/links/') ? 'a~b' : path.includes('/services/') ? 'shop/web' : 'a';
      const response = await ask(path, path.endsWith('/series') ? `?metric=${id === 'a' ? 'apiMs' : 'rttMs'}` : '', id);
      expect(response.status).toBe(200);
      const body: unknown = await response.json();
      expect(answer.safeParse(body).error?.issues).toBeUndefined();
      expect(body).not.toEqual({});
    },
  );

  it('the fleet is told in both views', async () => {
    const full = Fleet.parse(await (await ask('/api/v1/fleet')).json());
    expect(full.links.map(({ id }) => id)).toEqual(['a~b', 'a~c', 'b~c']);
    expect(full.links[0]?.directions[0]).toMatchObject({ status: 'down', rttMs: 12.5, rttFrom: 'a' });
    const matrix = FleetMatrix.parse(await (await ask('/api/v1/fleet', '?view=matrix')).json());
    expect(matrix.cells.status).toBe('.dd' + 'd.d' + 'dd.');
    expect(matrix.cells.rttMs.slice(0, 3)).toEqual([null, 12.5, 12.5]);
  });

  it.each([
    ['/api/v1/fleet', '?view=round', 'view'],
    ['/api/v1/stream', '?view=round', 'view'],
    ['/api/v1/links/{id}/series', '', 'metric'],
    ['/api/v1/links/{id}/series', '?metric=rttMs&points=0', 'points'],
    ['/api/v1/links/{id}/series', '?metric=rttMs&from=yesterday', 'from'],
    ['/api/v1/links/{id}/series', '?metric=rttMs&direction=z', 'direction'],
    ['/api/v1/links/{id}/series', '?metric=rttMs&from=2026-11-21T09:00:00Z&to=2026-11-21T08:00:00Z', 'from'],
    ['/api/v1/links/{id}/transitions', '?to=1', 'to'],
    ['/api/v1/clusters/{id}/series', '?metric=weight', 'metric'],
    ['/api/v1/clusters/{id}/series', '?metric=rttMs', 'metric'],
    ['/api/v1/links/{id}/series', '?metric=apiMs', 'metric'],
    ['/api/v1/clusters/{id}/series', '?metric=apiMs&direction=a', 'direction'],
    ['/api/v1/findings', '?severity=awful', 'severity'],
    ['/api/v1/findings', '?sevrity=critical', 'sevrity'],
    ['/api/v1/findings', '?cluster=z', 'cluster'],
    ['/api/v1/findings', '?link=a~z', 'link'],
    ['/api/v1/findings', '?rule=nope', 'rule'],
    ['/api/v1/findings', '?cluster=a&cluster=b', 'cluster'],
    ['/api/v1/fleet', '?view=full&view=matrix', 'view'],
    ['/api/v1/sources', '?x=1&x=2', 'x'],
    ['/api/v1/fleet', '?veiw=matrix', 'veiw'],
    ['/api/v1/stream', '?at=2026-11-21T09:00:00Z', 'at'],
    ['/api/v1/links/{id}', '?__proto__=1', '__proto__'],
    ['/api/v1/sources', '?a%20b=1', 'a b'],
    ['/api/v1/openapi.json', '?v=2', 'v'],
  ])('%s%s is refused with the field that is wrong', async (path, query, field) => {
    const response = await ask(path, query, 'a~b');
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const body = Problem.parse(await response.json());
    expect(body.errors?.map((error) => error.field)).toEqual([field]);
    expect(body.detail).toContain(field);
  });

  it('a refusal says what there is', async () => {
    const detail = async (path: string, query: string) => (await (await ask(path, query, 'a~b')).json()).detail;
    expect(await detail('/api/v1/fleet', '?veiw=matrix')).toBe('veiw: is not a parameter here; there are view');
    expect(await detail('/api/v1/fleet', '?view=full&view=matrix')).toBe('view: is given 2 times; give it once');
    expect(await detail('/api/v1/findings', '?rule=nope')).toMatch(
      /^rule: there is no rule "nope"; there are .*clock-skew/,
    );
    expect(await detail('/api/v1/links/{id}/series', '?metric=apiMs')).toMatch(/"rttMs".*"mtuBytes"/);
    expect(await detail('/api/v1/clusters/{id}/series', '?metric=rttMs')).toMatch(/"clockDiffMs".*"apiMs"/);
  });

  it.each([
    ['links/{id}', '<script>'],
    ['links/{id}/series', 'rubbish'],
    ...['', '/series', '/transitions'].flatMap((rest): [string, string][] => [
      [`links/{id}${rest}`, 'a~z'],
      [`clusters/{id}${rest}`, 'z'],
    ]),
  ] as [string, string][])('%s of %s is not found', async (path, id) => {
    const metric = path.includes('links') ? 'rttMs' : 'apiMs';
    const query = path.endsWith('series') ? `?metric=${metric}` : '';
    const response = await ask(`/api/v1/${path}`, query, encodeURIComponent(id));
    expect(response.status).toBe(404);
    Problem.parse(await response.json());
  });

  it.each(['?cluster=a', '?link=a~b', '?rule=clock-skew', '?severity=info'])(
    'findings are asked for by %s',
    async (query) => {
      const response = await ask('/api/v1/findings', query);
      const { findings } = Findings.parse(await response.json());
      // Its clocks run on: half a minute after the start an export that nobody imports is one.
      expect([response.status, findings.filter(({ rule }) => rule !== 'import-missing')]).toEqual([200, []]);
    },
  );

  it('the description of the API is whole', async () => {
    const document = await (await ask('/api/v1/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual(CONTRACT.map(({ path }) => path).sort());
    const operations = Object.entries<{ get: Record<string, never> }>(document.paths);
    const ids = operations.map(([, { get }]) => get.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [path, { get }] of operations) {
      const { parameters, responses } = get as unknown as {
        parameters: { name: string; in: string; required: boolean; schema: object }[];
        responses: Record<string, { description: string; content: Record<string, { schema: object }> }>;
      };
      const inPath = parameters.filter((one) => one.in === 'path').map(({ name }) => `{${name}}`);
      expect(path.match(/\{\w+\}/g) ?? []).toEqual(inPath);
      for (const { schema } of parameters) expect(schema).toHaveProperty('type');
      for (const code of ['200', 'default'])
        for (const { schema } of Object.values(responses[code]?.content ?? {})) expect(schema, path).not.toEqual({});
    }
    expect(JSON.stringify(document)).not.toContain('"$ref":"#/$defs');
  });

  it('/metrics can be read, whatever clusters call themselves', async () => {
    const text = await (await ask('/metrics')).text();
    const { samples, junkLines, cut } = parseExposition(text);
    expect({ junkLines, cut }).toEqual({ junkLines: 0, cut: false });
    const find = (name: string, labels: Record<string, string>) =>
      samples.find(
        (one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
      );
    expect(find('causeway_direction_status', { from: 'a', to: 'b', status: 'down' })?.value).toBe(1);
    expect(find('causeway_direction_rtt_seconds', { from: 'a', to: 'b' })?.value).toBe(0.0125);
    expect(find('causeway_source_state', { source: 'a/net', system: HOSTILE })?.value).toBe(1);
    expect(find('causeway_build_info', { build: HOSTILE })?.value).toBe(1);
    expect(find('causeway_direction_evidence_age_seconds', { from: 'b', to: 'c' })?.value).toBeGreaterThanOrEqual(0);
  });
});

it('/metrics tells nothing of the event loop before it was measured, and then what was', async () => {
  await run(['a']);
  const lags = async () => {
    const { samples } = parseExposition(await (await ask('/metrics')).text());
    return samples.filter(({ name }) => name.startsWith('causeway_nodejs_eventloop_lag_'));
  };
  // Asked at once after the last time, mostly nothing was measured since.
  for (let scrape = 0; scrape < 5; scrape++)
    for (const { name, value } of await lags()) expect([name, value >= 0 && value < 60]).toEqual([name, true]);
  await expect.poll(async () => (await lags()).length, { interval: 100 }).toBe(8);
  await engine.stop();
});

describe('answers while the history is damaged', () => {
  const file = join(folder, 'damaged.db');
  beforeAll(() => {
    writeFileSync(file, 'no database at all\n'.repeat(500));
    return run(['a', 'b'], `file:${file}`);
  });
  afterAll(() => engine.stop());

  it.each([
    ['/api/v1/links/{id}/transitions', '', 'a~b'],
    ['/api/v1/clusters/{id}/transitions', '', 'a'],
    ['/api/v1/links/{id}/series', '?metric=rttMs', 'a~b'],
    ['/api/v1/clusters/{id}/series', '?metric=apiMs', 'a'],
    ['/api/v1/clusters/{id}/transitions', '', 'gone-perhaps'],
  ])('%s says that it is not complete, and why', async (path, query, id) => {
    const response = await ask(path, query, id);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ complete: false, reason: expect.stringContaining(file) });
  });

  it.each([
    ['/api/v1/clusters/{id}', 'a'],
    ['/api/v1/links/{id}', 'a~b'],
    ['/api/v1/sources', ''],
    ['/metrics', ''],
  ])('%s is answered without it', async (path, id) => {
    expect((await ask(path, '', id)).status).toBe(200);
  });
});

it('a history that breaks while it is in use spoils no answer but those from it', async () => {
  const file = join(folder, 'broken.db');
  await run(['a', 'b'], `file:${file}`);
  const other = new DatabaseSync(file);
  other.exec('DROP TABLE transition');
  other.close();
  for (const [path, id] of [
    ['/api/v1/clusters/{id}', 'a'],
    ['/api/v1/sources', ''],
    ['/metrics', ''],
  ] as const)
    expect((await ask(path, '', id)).status).toBe(200);
  const answer = await (await ask('/api/v1/links/{id}/transitions', '', 'a~b')).json();
  expect(answer).toMatchObject({ complete: false, reason: expect.stringContaining(file) });
  expect(engine.faults()).toContainEqual({ part: 'history', message: answer.reason });
  await engine.stop();
});

describe('answers of 255 clusters', () => {
  beforeAll(() => run(Array.from({ length: 255 }, (_, index) => `cluster-${index}`)), 120_000);
  afterAll(() => engine.stop());

  it('the matrix is at most 2 MB', async () => {
    const body = await (await ask('/api/v1/fleet', '?view=matrix')).text();
    const matrix = FleetMatrix.parse(JSON.parse(body));
    expect(matrix.links).toBe((255 * 254) / 2);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(2_000_000);
  });
});
