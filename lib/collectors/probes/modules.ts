/**
 * The modules of `deploy/blackbox-exporter/blackbox.yml`, which is tested against this file. Sizes are bytes of IPv4
 * packet; the limits in use between clusters lie close together (overheads of VXLAN, WireGuard, IPsec), so they do too.
 */
export const DF_SIZES: readonly number[] = [
  1200, 1280, 1340, 1360, 1380, 1400, 1420, 1438, 1440, 1446, 1450, 1460, 1480, 1500, 8800, 8900, 9000,
];

/** Bytes of IPv4 and ICMP header that stand before the payload of an echo. */
export const ECHO_HEADER_BYTES = 28;

/** The module that sends one echo of `sizeBytes` with do-not-fragment set. */
export function sizeModule(sizeBytes: number): string {
  return `icmp_df_${sizeBytes}`;
}

/**
 * Milliseconds after which a module of our file gives up: echoes are many and short, transfers must outlive a few
 * retransmissions.
 */
export function timeoutOf(module: string): number {
  if (module.startsWith('icmp') || module === 'resolve' || module.startsWith('dns_')) return 2000;
  return module === 'tcp_connect' || module === 'tls_connect' ? 3000 : 4000;
}
