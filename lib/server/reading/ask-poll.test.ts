import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import type { Poll } from '#lib/collectors/collector.ts';
import { openHttp } from '#lib/transport/http.ts';
import { openCluster } from '#lib/transport/kubernetes/cluster-api.ts';
import { realClock, startStandIn } from '#lib/transport/stand-in.ts';
import { askPoll } from './ask-poll.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const FIFTY_MB = 50_000_000;
const LINE = 'cilium_endpoint_state{endpoint_state="ready"} 1\n';

/** Writes so many bytes of metrics, no faster than they are read; answers how many were written. */
async function writeMetrics(response: ServerResponse, bytes: number): Promise<number> {
  const piece = LINE.repeat(1000);
  let written = 0;
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
  while (written < bytes && !response.destroyed) {
    written += piece.length;
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
  return written;
}

function metricsOf(service: string): Poll {
  const ask = { kind: 'service-proxy', namespace: 'kube-system', scheme: 'http', port: 'metrics' } as const;
  return {
    key: service,
    everyMs: 15_000,
    deadlineMs: 8000,
    budgeted: true,
    ask: { ...ask, service, path: '/metrics' },
  };
}

it('metrics of 50 MB are left where they are, which is told, and the next question is answered', async () => {
  const sent = Promise.withResolvers<number>();
  const server = await startStandIn((request, response) => {
    if (request.url?.includes('cilium-agent')) writeMetrics(response, FIFTY_MB).then(sent.resolve, sent.reject);
    else response.end(LINE);
  });
  const api = openCluster(server.context(), { clock: realClock });
  const http = openHttp({ clock: realClock });
  ends.push(
    () => api.close(),
    () => http.close(),
    () => server.close(),
  );
  const { answer, missing } = await askPoll(api, http, metricsOf('cilium-agent'));
  expect(answer).toMatchObject({ key: 'cilium-agent', result: { ok: false, reason: 'malformed' } });
  expect(answer.result).toHaveProperty('message', expect.stringContaining('larger than 4194304 bytes'));
  expect(missing).toBeNull();
  // What was on its way when we left fits into buffers.
  expect(await sent.promise).toBeLessThan(FIFTY_MB / 2);
  const next = await askPoll(api, http, metricsOf('cilium-operator'));
  expect(next.answer.result).toEqual({ ok: true, status: 200, body: LINE });
});
