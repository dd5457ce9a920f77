import { afterEach, expect, it } from 'vitest';
import { eventually, realClock, type StandIn, startStandIn } from '../stand-in.ts';
import { openCluster } from './cluster-api.ts';
import { type Beat, clockDifference, startHeartbeat } from './heartbeat.ts';

let standIn: StandIn | undefined;
afterEach(() => standIn?.close());

const REFUSAL = JSON.stringify({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  message: 'forbidden: User "u" cannot get path "/readyz"',
  reason: 'Forbidden',
  code: 403,
});

it('knows how far a clock is off, and how well it knows', () => {
  // Asked at 9,900, answered at 10,100: the server wrote "70 s" half way, at our 10,000.
  expect(clockDifference(70_000, 10_100, 200)).toEqual({ differenceMs: 60_500, uncertaintyMs: 600 });
  expect(clockDifference(null, 10_100, 200)).toBeNull();
});

it('tells every outcome, never asks twice at a time, and takes a refusal of the path for a sign of life', async () => {
  const answers = [200, 403, 500, 401];
  standIn = await startStandIn((_, response) => {
    const status = answers.shift();
    if (status) response.writeHead(status).end(status === 403 ? REFUSAL : 'ok');
  });
  const beats: Beat[] = [];
  const heartbeat = startHeartbeat(openCluster(standIn.context(), { clock: realClock }), {
    beat: (beat) => void beats.push(beat),
    onDefect: (thrown) => {
      throw thrown;
    },
    intervalMs: 20,
    deadlineMs: 100,
  });
  await eventually('five beats', () => beats.length === 5);
  heartbeat.stop();
  expect(beats.map((beat) => (beat.ok ? 'ok' : beat.error.reason))).toEqual([
    'ok',
    'ok',
    'unreachable',
    'unauthorised',
    'timeout',
  ]);
  expect(standIn.asked.length).toBeLessThanOrEqual(6);
});

it.each([
  [200, '<!doctype html><title>Sign in to Acme</title>', 'malformed', 'a web page "Sign in to Acme" (HTTP 200)'],
  [200, '', 'malformed', 'nothing (HTTP 200)'],
  [200, '{"status":"UP"}', 'malformed', '"{"status":"UP"}" (HTTP 200)'],
  [403, '<html><title>Access denied</title>', 'forbidden', 'HTTP 403: a web page "Access denied"'],
  [302, '', 'malformed', 'HTTP 302, a redirect'],
])('takes HTTP %i with %s for nobody it knows', async (status, body, reason, words) => {
  const server = await startStandIn((_, response) => void response.writeHead(status).end(body));
  standIn = server;
  const beat = await new Promise<Beat>((resolve, reject) => {
    const heartbeat = startHeartbeat(openCluster(server.context(), { clock: realClock }), {
      beat(first) {
        heartbeat.stop();
        resolve(first);
      },
      onDefect: reject,
    });
  });
  expect(beat).toMatchObject({ ok: false, error: { reason, message: expect.stringContaining(words) } });
});
