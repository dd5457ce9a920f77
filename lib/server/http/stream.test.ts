import { afterEach, beforeEach, expect, it } from 'vitest';
import { Problem } from '#lib/api/problem.ts';
import { headersFrom, MadeDoor } from '../access/made-door.ts';
import { Hub } from '../live/hub.ts';
import { MadeFleet, planOf } from '../pipeline/made-fleet.ts';
import { openStream } from './stream.ts';

const shared = globalThis as { causewayDoor?: unknown; causewayRunning?: Promise<unknown> };
let made: MadeDoor;
let hub: Hub;
beforeEach(async () => {
  made = new MadeDoor();
  for (const name of ['ann', 'bob']) made.add(name, 'read');
  await made.book.look();
  shared.causewayDoor = made.door();
  const { fleet } = new MadeFleet(planOf(['a', 'b']));
  fleet.tick(1);
  const title = { name: '', simulated: null };
  hub = new Hub({ clock: made.clock, title, build: 'x', snapshot: () => fleet.snapshot });
  shared.causewayRunning = Promise.resolve({ hub });
});
afterEach(() => {
  delete shared.causewayDoor;
  delete shared.causewayRunning;
  made.remove();
});

const open = (as: string, peer = '203.0.113.7') => {
  const authorization = `Bearer ${made.tokens.get(as) ?? as}`;
  const request = new Request('http://causeway.lan/api/v1/stream', { headers: headersFrom(peer, { authorization }) });
  return openStream(request, 'matrix');
};

/** Reads until the stream has ended. */
async function ended(response: Response): Promise<boolean> {
  const reader = response.body?.getReader();
  for (;;) if ((await reader?.read())?.done !== false) return true;
}

it('ends when its token is revoked, and no other does', async () => {
  const [ann, bob] = [await open('ann'), await open('bob')];
  await expect.poll(() => hub.listeners).toBe(2);
  made.revoke('ann');
  await made.book.look();
  expect(await ended(ann)).toBe(true);
  expect(hub.listeners).toBe(1);
  expect((await open('ann')).status).toBe(401);
  await bob.body?.cancel();
  expect(hub.listeners).toBe(0);
});

it('is refused where an address has too many, until it closes one', async () => {
  const first = await open('ann');
  expect((await open('bob')).status).toBe(200);
  const third = await open('ann');
  expect([third.status, third.headers.get('retry-after')]).toEqual([429, '10']);
  expect(Problem.parse(await third.json()).detail).toContain('203.0.113.7 holds too many streams open');
  expect((await open('ann', '203.0.113.8')).status).toBe(200);
  await first.body?.cancel();
  expect((await open('ann')).status).toBe(200);
});
