import { afterEach, expect, it } from 'vitest';
import { contextOf, realClock, type StandIn, startStandIn } from '../stand-in.ts';
import { openCluster } from './cluster-api.ts';

let standIn: StandIn;
afterEach(() => standIn?.close());

it('refuses what is not JSON, what is too much and what drips for ever', async () => {
  const timers: NodeJS.Timeout[] = [];
  standIn = await startStandIn((request, response) => {
    if (request.url === '/rubbish') response.end('{"kind": ');
    else if (request.url === '/huge') response.end('x'.repeat(3_000_000));
    else timers.push(setInterval(() => response.write(' '), 20));
  });
  const api = openCluster(standIn.context(), { clock: realClock });
  await expect(api.getJson('/rubbish')).rejects.toMatchObject({
    reason: 'malformed',
    message: expect.stringContaining('not JSON'),
  });
  await expect(api.getJson('/huge', { maxBytes: 1_000_000 })).rejects.toMatchObject({
    reason: 'malformed',
    tooLarge: true,
  });
  await expect(api.getJson('/drip', { deadlineMs: 200 })).rejects.toMatchObject({ reason: 'timeout' });
  for (const timer of timers) clearInterval(timer);
  await api.close();
});

it('tells a server that speaks something else from one that hangs up', async () => {
  standIn = await startStandIn((request, response) => {
    if (request.url === '/noise') response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n');
    else response.socket?.destroy();
  });
  const api = openCluster(standIn.context(), { clock: realClock });
  await expect(api.getJson('/noise')).rejects.toMatchObject({ reason: 'malformed' });
  await expect(api.getJson('/gone')).rejects.toMatchObject({ reason: 'unreachable' });
  await api.close();
});

it("keeps the caller's own abort apart from failures", async () => {
  standIn = await startStandIn(() => undefined);
  const api = openCluster(standIn.context(), { clock: realClock });
  const controller = new AbortController();
  const asked = api.getText('/', { signal: controller.signal });
  controller.abort(new Error('not needed any more'));
  await expect(asked).rejects.toThrow('not needed any more');
  await api.close();
});

it('shows no token, whatever goes wrong', async () => {
  standIn = await startStandIn((request, response) => {
    response.writeHead(500).end(`you sent ${request.headers.authorization}`);
  });
  const token = 's3cr3t-token-value';
  const api = openCluster(contextOf(standIn.url, token), { clock: realClock });
  const failure = await api.getJson('/').catch((thrown: unknown) => thrown);
  expect(String(failure)).toMatch(/HTTP 500: you sent Bearer \[removed\]/);
  const broken = openCluster(contextOf(standIn.url, `${token}\r\nx: y`), { clock: realClock });
  const refused = await broken.getJson('/').catch((thrown: unknown) => thrown);
  expect(refused).toMatchObject({ reason: 'unauthorised' });
  expect(JSON.stringify(refused) + String(refused)).not.toContain(token);
  await api.close();
  await broken.close();
});

it('says so when it was closed', async () => {
  standIn = await startStandIn((_, response) => response.end('{}'));
  const api = openCluster(standIn.context(), { clock: realClock });
  await api.close();
  await expect(api.getJson('/')).rejects.toMatchObject({
    reason: 'unreachable',
    message: expect.stringContaining('closed'),
  });
});
