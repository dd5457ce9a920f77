import { chance } from './chance.ts';
import { healthCheckIp } from './fleet.ts';
import { echoRttMs, tcpExchange } from './path.ts';
import type { World } from './world.ts';

/** What one call of `/probe` found. `tookMs` is how long it took, the whole timeout when nothing came back. */
export type ProbeResult = {
  prober: 'icmp' | 'tcp' | 'http' | 'dns';
  success: boolean;
  tookMs: number;
  rttMs: number;
  targetIp: string;
  statusCode: number;
  bodyBytes: number;
  /** how far an HTTP or TCP call came */
  connected: boolean;
  timedOut: boolean;
};
type Target = { cluster: string; what: 'exporter' | 'health-check' | 'dns' };

/** Sizes of the modules that the product ships for the exporter, bytes of IP packet. */
const DF_SIZES = new Set([
  1200, 1280, 1340, 1360, 1380, 1400, 1420, 1438, 1440, 1446, 1450, 1460, 1480, 1500, 8800, 8850, 8900, 8950, 9000,
]);
const TIMEOUT_MS = { icmp: 2000, tcp: 3000, http: 4000, dns: 2000 };
const PATH_BYTES: Record<string, number> = { '/-/healthy': 7, '/metrics': 8290, '/': 2104 };

/** The prober behind a module's name and the size of its echo, or null for a name the exporter doesn't know. */
export function moduleOf(name: string): { prober: ProbeResult['prober']; sizeBytes: number; name: string } | null {
  if (name === 'icmp') return { prober: 'icmp', sizeBytes: 84, name };
  const size = Number(/^icmp_df_(\d{4})$/.exec(name)?.[1]);
  if (size > 0) return DF_SIZES.has(size) ? { prober: 'icmp', sizeBytes: size, name } : null;
  if (name === 'tcp_connect' || name === 'tls_connect') return { prober: 'tcp', sizeBytes: 60, name };
  if (name === 'http_2xx' || name === 'upload' || name === 'download') return { prober: 'http', sizeBytes: 0, name };
  return /^dns_[\w-]+$/.test(name) ? { prober: 'dns', sizeBytes: 0, name } : null;
}

/** Addresses that answer: exporters' pods, gateways' health-check addresses, cluster DNS. */
export function addressBook(world: World): Map<string, Target> {
  const book = new Map<string, Target>();
  for (const cluster of world.fleet.clusters) {
    book.set(cluster.exporterIp, { cluster: cluster.id, what: 'exporter' });
    book.set(cluster.dnsIp, { cluster: cluster.id, what: 'dns' });
    if (cluster.set)
      for (const node of cluster.nodes)
        if (node.gateway) book.set(healthCheckIp(node), { cluster: cluster.id, what: 'health-check' });
  }
  return book;
}

/** Host, port and path of a target as the probers understand it: `ip`, `ip:port`, `http://ip:port/path`. */
function parseTarget(text: string): { ip: string; port: number; path: string } {
  const match = /^(?:https?:\/\/)?([^/:]+)(?::(\d+))?(\/[^?]*)?/.exec(text);
  return { ip: match?.[1] ?? text, port: Number(match?.[2] ?? 0), path: match?.[3] ?? '/' };
}

/** Probes a target from a cluster's exporter at an instant. Pure: the caller waits `tookMs`. */
export function probe(
  world: World,
  book: ReadonlyMap<string, Target>,
  from: string,
  module: { prober: ProbeResult['prober']; sizeBytes: number; name: string },
  targetText: string,
  at: number,
): ProbeResult {
  const { prober, sizeBytes, name } = module;
  const { ip, port, path } = parseTarget(targetText);
  const target = book.get(ip);
  const timeoutMs = TIMEOUT_MS[prober];
  const blank = {
    prober,
    targetIp: ip,
    statusCode: 0,
    bodyBytes: 0,
    rttMs: 0,
    connected: false,
    timedOut: false,
    success: false,
  };
  const timeout: ProbeResult = { ...blank, timedOut: true, tookMs: timeoutMs + 1.5 };
  const fails = (tookMs: number, more: Partial<ProbeResult> = {}): ProbeResult => ({ ...blank, tookMs, ...more });
  if (!target) return timeout;
  if (target.what === 'exporter' && world.clusterState(target.cluster, at).exporter !== 'running') return timeout;
  const local = target.cluster === from;
  const localRttMs = 0.05 + 0.1 * chance(at, ip);

  if (prober === 'icmp') {
    if (target.what === 'dns') return timeout; // a service's address answers no echo
    const rttMs = local
      ? localRttMs
      : echoRttMs(world, from, target.cluster, at, sizeBytes, target.what === 'health-check');
    return rttMs === null ? timeout : { ...blank, success: true, rttMs, tookMs: rttMs + 0.15 };
  }
  const exchange = local
    ? { connects: true, fullSizeThere: true, fullSizeBack: true, rttMs: localRttMs }
    : tcpExchange(world, from, target.cluster, at);
  const { rttMs } = exchange;
  if (!exchange.connects) return timeout;
  if (prober === 'dns')
    return target.what === 'dns'
      ? { ...blank, success: true, connected: true, rttMs, tookMs: rttMs + 0.5 }
      : fails(rttMs + 0.4);
  const open = (target.what === 'exporter' && (port || 9115) === 9115) || (target.what === 'dns' && port === 53);
  if (!open) return fails(rttMs + 0.3, { rttMs }); // refused: a fast failure
  if (prober === 'tcp') {
    // the exporter speaks no TLS: the handshake ends with its first answer
    if (name === 'tls_connect') return fails(2 * rttMs + 0.6, { rttMs, connected: true });
    return { ...blank, success: true, connected: true, rttMs, tookMs: rttMs + 0.3 };
  }
  if (target.what !== 'exporter') return fails(2 * rttMs + 0.6, { rttMs, connected: true });
  const bodyBytes = PATH_BYTES[path] ?? 19;
  const statusCode = path in PATH_BYTES ? 200 : 404;
  const stuck = (name === 'upload' && !exchange.fullSizeThere) || (bodyBytes > 1400 && !exchange.fullSizeBack);
  // a request that never arrives whole gets no status line; an answer that hangs has shown none either when its first segment is full
  if (stuck) return { ...timeout, connected: true, rttMs };
  return {
    ...blank,
    success: statusCode === 200,
    connected: true,
    statusCode,
    bodyBytes,
    rttMs,
    tookMs: 2 * rttMs + 0.9,
  };
}
