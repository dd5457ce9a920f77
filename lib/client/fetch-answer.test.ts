import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { fetchAnswer } from './fetch-answer.ts';

it('tells a problem in whole sentences, for others may follow', async () => {
  const server = createServer((request, response) => {
    const detail = decodeURIComponent(request.url?.slice(1) ?? '');
    response.writeHead(404, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ type: 'about:blank', title: 'Not found', status: 404, detail }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const said = (detail: string) => fetchAnswer(`${url}/${encodeURIComponent(detail)}`, z.unknown());
  await expect(said('there is no link with this id')).rejects.toThrow(/^There is no link with this id\.$/);
  await expect(said('The server failed to answer.')).rejects.toThrow(/^The server failed to answer\.$/);
  await new Promise((closed) => server.close(closed));
});
