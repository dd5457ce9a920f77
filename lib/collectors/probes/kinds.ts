import { sizeModule } from './modules.ts';
import type { Settings, Target } from './settings.ts';

/** The exporter's module behind a kind of question: the part of a poll's key after the peer. Nothing for an unknown one. */
export function moduleOfKind(kind: string, settings: Settings): string | undefined {
  const known = MODULES[kind];
  if (known) return known;
  const size = /^icmp-df\/(\d{4})$/.exec(kind)?.[1];
  if (size) return sizeModule(Number(size));
  const target = settings.targets.find((candidate) => kind === `target/${candidate.id}`);
  return target && moduleOfTarget(target);
}

const MODULES: Readonly<Record<string, string>> = {
  icmp: 'icmp',
  tcp: 'tcp_connect',
  http: 'http_2xx',
  upload: 'upload',
  download: 'download',
};

function moduleOfTarget(target: Target): string {
  if (target.kind === 'dns') return `dns_${target.module}`;
  return { tcp: 'tcp_connect', tls: 'tls_connect', http: 'http_2xx' }[target.kind];
}
