import { createServer, request } from 'node:http';
import { expect, it } from 'vitest';
import { Addresses, notePeers, PEER_HEADER, parseNetwork } from './address.ts';

const addresses = new Addresses(['10.0.0.0/24', 'fd00::/8', '127.0.0.1']);
const of = (peer: string, forwarded?: string, known = addresses) =>
  known.of(new Headers({ [PEER_HEADER]: peer, ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }) }));

it.each([
  ['203.0.113.7', undefined, '203.0.113.7'],
  ['::ffff:203.0.113.7', undefined, '203.0.113.7'],
  ['203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['10.0.0.9', '198.51.100.1', '198.51.100.1'],
  ['::ffff:10.0.0.9', '6.6.6.6, 198.51.100.1', '198.51.100.1'],
  ['10.0.0.9', '6.6.6.6, 198.51.100.1, 10.0.0.4', '198.51.100.1'],
  ['10.0.0.9', undefined, '10.0.0.9'],
  ['10.0.0.9', 'rubbish', '10.0.0.9'],
  ['127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['127.0.0.1', undefined, 'a proxy'],
  ['fd00::1', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8::7', undefined, '2001:db8:0:0::/64'],
  ['2001:db8:1:2::', undefined, '2001:db8:1:2::/64'],
  ['fe80::1%eth0', undefined, 'fe80:0:0:0::/64'],
])('a request of %s that says it is for %s is counted for %s', (peer, forwarded, counted) => {
  expect(of(peer, forwarded)).toBe(counted);
});

it('this machine is not counted, where it is no proxy', () => {
  for (const peer of ['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])
    expect(of(peer, '198.51.100.1', new Addresses([]))).toBeNull();
});

it('who does not say from where is counted as one', () => {
  expect(addresses.of(new Headers())).toBe('unknown');
});

it.each(['', 'x', '10.0.0.0/33', '10.0.0.0/', '10.0.0/8', '::/129', '10.0.0.0/8/8', '10.0.0.0/-1'])(
  '%j is no network',
  (text) => {
    expect(parseNetwork(text)).toBeNull();
  },
);

it('the other end of a connection is noted, whatever the client says of itself', async () => {
  notePeers();
  const heard = await new Promise((resolve, reject) => {
    const server = createServer((incoming, response) => {
      response.end();
      server.close();
      resolve(incoming.headers[PEER_HEADER]);
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      const headers = { [PEER_HEADER]: '203.0.113.7', connection: 'close' };
      request({ host: '127.0.0.1', port, headers }).on('error', reject).end();
    });
  });
  expect(heard).toBe('127.0.0.1');
});
