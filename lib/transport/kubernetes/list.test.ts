import type { RequestListener } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { realClock, type StandIn, startStandIn } from '../stand-in.ts';
import { openCluster } from './cluster-api.ts';
import { listResource } from './list.ts';

let standIn: StandIn;
afterEach(() => standIn.close());

async function read(answer: RequestListener) {
  standIn = await startStandIn(answer);
  const skipped: string[] = [];
  const api = openCluster(standIn.context(), { clock: realClock });
  const list = await listResource(
    api,
    { group: 'g.io', version: 'v1', plural: 'things', namespace: 'n' },
    {
      pageSize: 500,
      deadlineMs: 5_000,
      maxObjectBytes: 1_000_000,
      signal: new AbortController().signal,
      skipped: ({ name }) => void skipped.push(name),
    },
  );
  return { names: list.objects.map(({ metadata }) => metadata.name), resourceVersion: list.resourceVersion, skipped };
}

const page = (names: string[], next?: string) =>
  JSON.stringify({
    metadata: { resourceVersion: '9', continue: next },
    items: names.map((name) => ({ metadata: { name } })),
  });
const parametersOf = (url: string | undefined) => new URL(url ?? '', 'http://x').searchParams;

it('asks for smaller pages where a page is too large', async () => {
  const flood = Buffer.alloc(33 * 1024 * 1024, 0x20);
  const { names } = await read((request, response) => {
    const parameters = parametersOf(request.url);
    if (Number(parameters.get('limit')) > 50) response.end(flood);
    else response.end(parameters.has('continue') ? page(['c']) : page(['a', 'b'], 'next'));
  });
  expect(names).toEqual(['a', 'b', 'c']);
  expect(standIn.asked.map((url) => `${parametersOf(url).get('limit')} ${parametersOf(url).get('continue')}`)).toEqual([
    '500 null',
    '50 null',
    '50 next',
  ]);
});

it('starts again once when a page token expires', async () => {
  const expired = JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    code: 410,
    reason: 'Expired',
    message: 'too old',
  });
  let refusals = 0;
  const { names } = await read((request, response) => {
    if (!parametersOf(request.url).has('continue')) response.end(page(['a'], 'next'));
    else if (refusals++ === 0) response.writeHead(410).end(expired);
    else response.end(page(['b']));
  });
  expect(names).toEqual(['a', 'b']);
});

it('takes an empty list that Go wrote as null', async () => {
  const { names, resourceVersion } = await read((_, response) =>
    response.end(JSON.stringify({ metadata: { resourceVersion: '9' }, items: null })),
  );
  expect([names, resourceVersion]).toEqual([[], '9']);
});

it.each(['[]', '{}', '{"metadata":{"resourceVersion":"1"},"items":{}}', '{"kind":"Status","code":200}'])(
  'calls %s malformed',
  async (body) => {
    await expect(read((_, response) => response.end(body))).rejects.toMatchObject({ reason: 'malformed' });
  },
);

it('does not follow a server that never stops handing out pages', async () => {
  const names = Array.from({ length: 60_000 }, (_, index) => `x${index}`);
  const endless = page(names, 'more');
  await expect(read((_, response) => response.end(endless))).rejects.toMatchObject({
    reason: 'malformed',
    message: expect.stringContaining('more than 200000 objects'),
  });
});
