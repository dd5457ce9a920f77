import { describe, expect, it } from 'vitest';
import { hostName, isKnownHost } from './known-host.ts';

/** Whether a request with this `Host` is answered. */
function answers(header: string, bound = '127.0.0.1', allowed: string[] = []): boolean {
  const name = hostName(header);
  return name !== null && isKnownHost(name, { bound, allowed });
}

describe('who may be asked for', () => {
  it.each(['localhost', 'LOCALHOST:3000', 'localhost.', '127.0.0.1:3000', '127.9.8.7', '[::1]:80', '[::1]'])(
    'loopback, always: %s',
    (header) => {
      for (const bound of ['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::', 'causeway.lan'])
        expect(answers(header, bound), bound).toBe(true);
    },
  );

  it.each([
    'evil.example',
    'evil.example:3000',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'xn--e1afmkfd.example',
  ])('no name that nobody has named: %s', (header) => {
    for (const bound of ['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::', 'causeway.lan'])
      expect(answers(header, bound, ['example']), bound).toBe(false);
  });

  it.each(['10.1.2.3', '10.1.2.3:8080', '[2001:db8::7]:3000', '169.254.1.1'])(
    'an address, where others than this machine may ask: %s',
    (header) => {
      for (const bound of ['0.0.0.0', '::', '10.1.2.3', 'causeway.lan'])
        expect(answers(header, bound), bound).toBe(true);
      for (const bound of ['127.0.0.1', 'localhost', '::1']) expect(answers(header, bound), bound).toBe(false);
    },
  );

  it('the address or the name where it listens, and the names of the configuration', () => {
    expect(answers('10.1.2.3:80', '10.1.2.3')).toBe(true);
    expect(answers('[2001:db8::7]', '2001:DB8::7')).toBe(true);
    expect(answers('Causeway.lan:80', 'causeway.lan')).toBe(true);
    expect(answers('fleet.example:8443', '127.0.0.1', ['Fleet.example'])).toBe(true);
    expect(answers('10.1.2.3', '127.0.0.1', ['10.1.2.3'])).toBe(true);
  });

  it.each(['', ' ', 'a b', 'user@127.0.0.1', '127.0.0.1/x', '127.0.0.1#', 'http://localhost', '[::1', ':80', '..'])(
    'nothing that is no host: %j',
    (header) => {
      expect(answers(header, '0.0.0.0')).toBe(false);
    },
  );
});
