import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { DF_SIZES, ECHO_HEADER_BYTES, sizeModule, timeoutOf } from './modules.ts';

const Module = z.object({
  prober: z.string(),
  timeout: z.string(),
  icmp: z.object({ dont_fragment: z.boolean().optional(), payload_size: z.number().optional() }).optional(),
  http: z.object({ headers: z.record(z.string(), z.string()).optional() }).optional(),
});

const file = new URL('../../../deploy/blackbox-exporter/blackbox.yml', import.meta.url);
const { modules } = z.object({ modules: z.record(z.string(), Module) }).parse(parse(readFileSync(file, 'utf8')));

it('ships a module for every size and every kind of question, and no other', () => {
  const kinds = ['icmp', 'tcp_connect', 'tls_connect', 'http_2xx', 'download', 'upload', 'resolve'];
  expect(Object.keys(modules)).toEqual([...kinds, ...DF_SIZES.map(sizeModule)]);
});

it('gives each size its payload and do-not-fragment', () => {
  for (const size of DF_SIZES)
    expect(modules[sizeModule(size)]?.icmp).toMatchObject({
      dont_fragment: true,
      payload_size: size - ECHO_HEADER_BYTES,
    });
});

it('gives up when the collector thinks that it does', () => {
  for (const [name, { timeout }] of Object.entries(modules)) expect(`${timeoutOf(name) / 1000}s`).toBe(timeout);
});

it('uploads more than a packet of any usual size, in a header that HTTP servers accept', () => {
  const padding = modules.upload?.http?.headers?.['X-Causeway-Padding'] ?? '';
  expect(padding.length).toBeGreaterThan(2 * 1460);
  expect(padding.length).toBeLessThan(4096);
});
