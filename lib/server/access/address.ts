import 'server-only';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Carries the address of the other end of the connection; what a client sends under this name is overwritten. */
export const PEER_HEADER = 'x-causeway-peer';

/** Notes with every request of this process who is at the other end: a web `Request` does not say. */
export function notePeers(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[PEER_HEADER] = request.socket.remoteAddress ?? 'unknown';
  });
}

/** `10.0.0.0/8`, `fd00::/8` or one address, as `auth.proxies` names them; null where it is none. */
export function parseNetwork(text: string): { address: string; bits: number; family: 'ipv4' | 'ipv6' } | null {
  const [address = '', width, ...more] = text.split('/');
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : null;
  const most = family === 'ipv4' ? 32 : 128;
  const bits = width === undefined ? most : /^\d{1,3}$/.test(width) ? Number(width) : most + 1;
  return family && bits <= most && more.length === 0 ? { address, bits, family } : null;
}

/** Tells whose request it is, for limits: the other end of the connection, or what our own proxies say of theirs. */
export class Addresses {
  readonly #proxies = new BlockList();

  /** `proxies`: `auth.proxies`. */
  constructor(proxies: readonly string[]) {
    for (const text of proxies) {
      const network = parseNetwork(text);
      if (network) this.#proxies.addSubnet(network.address, network.bits, network.family);
    }
  }

  /** The address that is counted; null where it is this machine, on which nothing is counted. */
  of(headers: Headers): string | null {
    const forwarded = (headers.get('x-forwarded-for') ?? '').split(',');
    let address = plain(headers.get(PEER_HEADER) ?? 'unknown');
    // Each proxy appends whom it heard: from the right, as far as they are ours.
    while (this.#isProxy(address)) {
      const before = plain(forwarded.pop()?.trim() ?? '');
      if (!isIPv4(before) && !isIPv6(before)) break;
      address = before;
    }
    if (address.startsWith('127.') || address === '::1') return this.#isProxy(address) ? 'a proxy' : null;
    return isIPv6(address) ? networkOf(address) : address;
  }

  #isProxy(address: string): boolean {
    if (isIPv4(address)) return this.#proxies.check(address, 'ipv4');
    return isIPv6(address) && this.#proxies.check(address, 'ipv6');
  }
}

/** IPv4 as itself where it is written as IPv6. */
function plain(address: string): string {
  const inside = address.replace(/^::ffff:/i, '');
  return isIPv4(inside) ? inside : address;
}

/** Whoever has an IPv6 address has the 2^64 others of its network. */
function networkOf(address: string): string {
  const [head = '', tail = ''] = address.split('%')[0]?.toLowerCase().split('::') ?? [];
  const before = head.split(':').filter(Boolean);
  const after = tail.split(':').filter(Boolean);
  const zeros = address.includes('::') ? Array(Math.max(0, 8 - before.length - after.length)).fill('0') : [];
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}
