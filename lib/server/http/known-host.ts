import 'server-only';
import { isIPv4, isIPv6 } from 'node:net';

/** The names under which the server may be asked. */
export interface Hosts {
  /** Where it listens: `HOST`. */
  bound: string;
  /** `allowedHosts` of the configuration. */
  allowed: readonly string[];
}

/** Next loads the gate and the product as separate copies of every module: only `globalThis` is shared. */
const shared: { causewayAllowedHosts?: readonly string[] } = globalThis as never;

/** Sets `allowedHosts` for this process. */
export function allowHosts(names: readonly string[]): void {
  shared.causewayAllowedHosts = names;
}

/** The names under which this process may be asked. */
export function ownHosts(): Hosts {
  return { bound: process.env.HOST || '127.0.0.1', allowed: shared.causewayAllowedHosts ?? [] };
}

/** The name in a `Host` header, lower-case, without the port, an IPv6 address in brackets; null where there is none. */
export function hostName(header: string): string | null {
  if (!/^[^\s/?#@\\]+$/.test(header)) return null;
  return URL.parse(`http://${isIPv6(header) ? `[${header}]` : header}`)?.hostname.replace(/\.$/, '') || null;
}

/**
 * Whether a request for `name` may be answered. A page of somebody else can give its own name our address (DNS rebinding)
 * and would then read the fleet through its visitor's browser: so names are known ones. An address can't be given to
 * anybody; it is answered where others than this machine are meant to ask, kubelets among them.
 */
export function isKnownHost(name: string, { bound, allowed }: Hosts): boolean {
  const own = hostName(bound) ?? bound;
  if (isLoopback(name) || name === own) return true;
  if (allowed.some((one) => hostName(one) === name)) return true;
  return !isLoopback(own) && isAddress(name);
}

/** Whether a name or an address is this machine for itself. */
export function isLoopback(name: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(name) || (isIPv4(name) && name.startsWith('127.'));
}

function isAddress(name: string): boolean {
  return isIPv4(name) || (name.startsWith('[') && isIPv6(name.slice(1, -1)));
}
