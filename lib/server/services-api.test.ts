import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '#lib/api/problem.ts';
import { ServiceDetail, Services } from '#lib/api/services.ts';
import { imported, refused, report, servicesReading } from '#lib/model/made-services.ts';
import { systemClock } from './clock.ts';
import type { Engine } from './engine.ts';
import { ask, HOSTILE, runProduct } from './made-product.ts';

const LIST = '/api/v1/services';
const ONE = '/api/v1/services/{namespace}/{name}';
const folder = mkdtempSync(join(tmpdir(), 'causeway-services-'));
let engine: Engine;

beforeAll(async () => {
  engine = await runProduct(['a', 'b', 'c'], folder, 'file::memory:');
  const now = systemClock.now();
  const broken = { ...report('broken'), namespace: 'other', export: refused(HOSTILE, HOSTILE) };
  const web = report('web', { import: imported(['a', HOSTILE]) });
  const said = servicesReading([web, broken], now, { freshForMs: 600_000 });
  engine.fleet.setReading({ id: 'b/mcs', cluster: 'b', system: 'mcs' }, said, now);
  engine.fleet.tick(now);
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true });
});

async function list(query = ''): Promise<string[]> {
  const { services } = Services.parse(await (await ask(LIST, query)).json());
  return services.map(({ namespace, name }) => `${namespace}/${name}`);
}

describe('services at the API', () => {
  it('are listed worst first, with who was asked', async () => {
    const answer = Services.parse(await (await ask(LIST)).json());
    expect(answer.services.map(({ name, mark }) => [name, mark])).toEqual([
      ['broken', 'down'],
      ['web', 'down'],
    ]);
    expect(answer.readers).toEqual({ asked: 3, answered: 3, silent: [], withoutApi: 0 });
  });

  it('are filtered', async () => {
    expect(await list('?namespace=shop')).toEqual(['shop/web']);
    expect(await list('?namespace=none')).toEqual([]);
    expect(await list('?cluster=c')).toEqual(['other/broken', 'shop/web']);
    expect(await list('?mark=up')).toEqual([]);
  });

  it('one service is told from every cluster', async () => {
    const detail = ServiceDetail.parse(await (await ask(ONE, '', 'shop/web')).json());
    expect(detail.rows.map(({ cluster, local }) => [cluster, local])).toEqual([
      ['b', false],
      ['c', false],
      ['a', true],
    ]);
    expect(detail.rows[1]?.why).toBe('import missing: no ServiceImport');
    expect(detail.exporting.map(({ cluster, state }) => [cluster, state])).toEqual([['a', 'valid']]);
  });

  it.each([
    [LIST, '?cluster=z', 'cluster'],
    [LIST, '?mark=fine', 'mark'],
    [LIST, '?names=web', 'names'],
    [ONE, '?port=http', 'port'],
  ])('%s%s is refused with the field that is wrong', async (path, query, field) => {
    const response = await ask(path, query, 'shop/web');
    expect(response.status).toBe(400);
    expect(Problem.parse(await response.json()).errors?.map((error) => error.field)).toEqual([field]);
  });

  it.each(['shop/wbe', 'other/web', '__proto__/constructor', '<b>/x'])('%s is not found', async (id) => {
    const response = await ask(ONE, '', id);
    expect(response.status).toBe(404);
    Problem.parse(await response.json());
  });
});
