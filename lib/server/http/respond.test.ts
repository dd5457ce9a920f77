import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { WholeFleet } from '../live/whole-fleet.ts';
import { encodedJson } from './respond.ts';

const whole = new WholeFleet(
  1,
  ['{"a":', '1', '}'].map((text) => new TextEncoder().encode(text)),
);

async function answered(accepted: string | null): Promise<{ encoding: string | null; body: Buffer }> {
  const headers = new Headers(accepted === null ? [] : [['accept-encoding', accepted]]);
  const response = await encodedJson(new Request('http://causeway/', { headers }), whole);
  expect(response.headers.get('vary')).toBe('accept-encoding');
  return {
    encoding: response.headers.get('content-encoding'),
    body: Buffer.from(await response.arrayBuffer()),
  };
}

it.each(['gzip', 'gzip, deflate, br', 'br;q=1.0, GZIP;q=0.8'])(
  'is compressed for whoever takes %s',
  async (accepted) => {
    const { encoding, body } = await answered(accepted);
    expect([encoding, gunzipSync(body).toString()]).toEqual(['gzip', '{"a":1}']);
  },
);

it.each([null, '', 'identity', 'br', 'gzip;q=0', 'br, gzip; q=0.0', 'xgzip'])('is plain for %s', async (accepted) => {
  const { encoding, body } = await answered(accepted);
  expect([encoding, body.toString()]).toEqual([null, '{"a":1}']);
});

it('is compressed once, whoever asks', () => {
  expect(whole.gzip()).toBe(whole.gzip());
});
