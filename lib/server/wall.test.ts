import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ClusterDetail } from '#lib/api/cluster.ts';
import { Findings } from '#lib/api/findings.ts';
import { LinkDetail } from '#lib/api/link.ts';
import type { Finding } from '#lib/model/finding.ts';
import { subjectKey } from '#lib/model/subject.ts';
import { headersFrom, MadeDoor } from './access/made-door.ts';
import { systemClock } from './clock.ts';
import type { Engine } from './engine.ts';
import { ask, runProduct } from './made-product.ts';
import { reading, says, sourceOf } from './pipeline/made-fleet.ts';

const ADDRESS = '192.0.2.7';
const MESSAGE = `https://${ADDRESS}:6443: connection refused`;
const shared = globalThis as { causewayDoor?: unknown };
const folder = mkdtempSync(join(tmpdir(), 'causeway-wall-'));
const made = new MadeDoor();
let engine: Engine;
const isOfA = ({ rule, subject }: Finding) => rule === 'source-blind' && subjectKey(subject) === 'cluster/a';

beforeAll(async () => {
  made.add('ann', 'read');
  made.add('screen', 'wall');
  await made.book.look();
  shared.causewayDoor = made.door();
  engine = await runProduct(['a', 'b', 'c'], folder, 'file::memory:');
  const { fleet } = engine;
  const now = systemClock.now();
  const failed = { state: 'failed', reason: 'unreachable', message: MESSAGE, readThrough: MESSAGE } as const;
  fleet.setSource(sourceOf('a', { ...failed, since: now - 600_000, lastSuccessAt: now - 600_000 }), now);
  fleet.setReach('a', { state: 'failed', since: now, lastSuccessAt: now, message: MESSAGE });
  for (const [cluster, peer] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    const lost = says(peer, 'fail', now, { text: `DPD: peer ${ADDRESS}[4500] is gone`, freshForMs: 600_000 });
    fleet.setReading({ id: `${cluster}/net`, cluster, system: 'net' }, reading(cluster, [lost]), now);
    fleet.setReading({ id: `${cluster}/probes`, cluster, system: 'probes' }, reading(cluster, []), now);
  }
  // Rules have turns of their own.
  for (let at = now; at < now + 60_000 && ![...fleet.snapshot.findings.values()].some(isOfA); at += 1000)
    fleet.tick(at);
});
afterAll(async () => {
  delete shared.causewayDoor;
  made.remove();
  await engine.stop();
  rmSync(folder, { recursive: true });
});

/** The answer to the token of `name`. */
function answer(name: string, path: string, query = '', id = 'a'): Promise<Response> {
  const headers = headersFrom('127.0.0.1', { authorization: `Bearer ${made.tokens.get(name)}` });
  return ask(path, query, id, headers);
}

async function told(...asked: Parameters<typeof answer>): Promise<string> {
  return (await answer(...asked)).text();
}

it('a wall is told what is wrong, of whom and since when, and neither evidence nor commands', async () => {
  const whole = Findings.parse(JSON.parse(await told('ann', '/api/v1/findings'))).findings;
  expect(whole.some((finding) => finding.for.length > 0)).toBe(true);
  expect(whole.some((finding) => finding.next.length > 0)).toBe(true);
  const { findings } = Findings.parse(JSON.parse(await told('screen', '/api/v1/findings')));
  expect(findings.map(({ id, severity }) => [id, severity])).toEqual(whole.map(({ id, severity }) => [id, severity]));
  for (const finding of findings) {
    expect([finding.for, finding.against, finding.next]).toEqual([[], [], []]);
    expect(finding.words.text).toMatch(new RegExp(`^${finding.title}: [abc].*, since ${finding.firstSeenAt}$`));
  }
});

it('no address stands in what a wall may ask; why a cluster is not read stands in its own answer', async () => {
  expect(await told('ann', '/api/v1/findings')).toContain(ADDRESS);
  for (const query of ['', '?view=matrix']) {
    const text = await told('screen', '/api/v1/fleet', query);
    expect(text).toContain('We cannot read this cluster');
    expect(text).not.toContain(ADDRESS);
  }
  expect(await told('screen', '/api/v1/findings')).not.toContain(ADDRESS);
  const detail = ClusterDetail.parse(JSON.parse(await told('ann', '/api/v1/clusters/{id}')));
  expect(detail.words.text).toBe(`We cannot read this cluster: ${MESSAGE}`);
});

it('what a cluster says of a link is told without its addresses, on the stream too, and whole in the answer about the link', async () => {
  const fleet = await told('screen', '/api/v1/fleet');
  expect(fleet).toContain('DPD: peer ‹address› is gone');
  const stream = await answer('screen', '/api/v1/stream', '?view=full');
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  while (!heard.includes('event: heartbeat')) heard += (await reader?.read())?.value ?? 'event: heartbeat';
  expect(heard).toContain('DPD: peer ‹address› is gone');
  expect(heard).not.toContain(ADDRESS);
  await reader?.cancel();
  const whole = await told('ann', '/api/v1/links/{id}', '', 'a~b');
  expect(
    LinkDetail.parse(JSON.parse(whole))
      .directions.map(({ words }) => words.text)
      .join(),
  ).toContain(`DPD: peer ${ADDRESS}[4500] is gone`);
  expect(whole).not.toContain('‹address›');
});
