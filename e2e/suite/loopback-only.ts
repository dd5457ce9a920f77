/** Set-up of unit tests: a connection that leaves the machine fails at once, so that no test depends on a network. */
import net from 'node:net';

const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (this: net.Socket, ...given: unknown[]) {
  const host = hostOf(given);
  if (host !== undefined && !isLoopback(host)) throw new Error(`unit tests may only reach loopback, not ${host}`);
  return Reflect.apply(connect, this, given);
} as typeof connect;

/** The host of `connect(options)`, `connect(port, host)` and the normalised array that Node passes inside; nothing for a path. */
function hostOf([first, second]: readonly unknown[]): string | undefined {
  const target: unknown = Array.isArray(first) ? first[0] : first;
  if (typeof target === 'string') return undefined;
  if (typeof target === 'object' && target !== null) {
    if ('path' in target && typeof target.path === 'string') return undefined;
    return 'host' in target && typeof target.host === 'string' ? target.host : 'localhost';
  }
  return typeof second === 'string' ? second : 'localhost';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
