import { afterEach, expect, it } from 'vitest';
import { openHttp } from './http.ts';
import { realClock, type StandIn, startStandIn } from './stand-in.ts';

const http = openHttp({ clock: realClock });
let standIn: StandIn;
afterEach(() => standIn?.close());

it('answers whatever the status is, and follows no redirect', async () => {
  standIn = await startStandIn((_, response) =>
    response.writeHead(302, { location: 'http://192.0.2.1/' }).end('moved'),
  );
  const answer = await http.get(`${standIn.url}/metrics`);
  expect(answer).toMatchObject({ status: 302, body: 'moved' });
  expect(Math.abs((answer.serverDateAt ?? 0) - Date.now())).toBeLessThan(5_000);
});

it('holds its deadline while bytes drip, and its limit of bytes', async () => {
  let cancel = () => {};
  standIn = await startStandIn((request, response) => {
    if (request.url === '/huge') return response.end('x'.repeat(2_000_000));
    const timer = setInterval(() => response.write('x'), 20);
    cancel = () => clearInterval(timer);
    return response.writeHead(200);
  });
  const startedAt = Date.now();
  await expect(http.get(`${standIn.url}/drip?token=s3cr3t`, { deadlineMs: 200 })).rejects.toMatchObject({
    reason: 'timeout',
    message: `${standIn.url}/drip: no answer within 200 ms`,
  });
  expect(Date.now() - startedAt).toBeLessThan(1_000);
  cancel();
  await expect(http.get(`${standIn.url}/huge`, { maxBytes: 1_000 })).rejects.toMatchObject({
    reason: 'malformed',
    tooLarge: true,
  });
});

it('says what is wrong with an address', async () => {
  await expect(http.get('file:///etc/passwd')).rejects.toMatchObject({ reason: 'unsupported' });
  standIn = await startStandIn(() => undefined);
  const { url } = standIn;
  await standIn.close();
  await expect(http.get(url)).rejects.toMatchObject({
    reason: 'unreachable',
    message: expect.stringContaining('refused'),
  });
});
