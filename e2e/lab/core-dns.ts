import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProcess, type TestProcess, until } from '#e2e/testbed/processes.ts';
import type { Site } from './network.ts';

/** What a zone of the lab holds, `name address` for each of its names; null: the zone is not served. */
export interface Zones {
  /** Multi-cluster services, below `clusterset.local`. */
  clusterset: Readonly<Record<string, string>> | null;
}

/** A real CoreDNS as the cluster DNS of a site. */
export interface CoreDns {
  /** The `resolv.conf` of a pod of this cluster. */
  resolvConf: string;
  /** Starts it anew with other zones. */
  serve(zones: Zones): Promise<void>;
  stop(): Promise<void>;
  /** It lives and answers nothing. */
  freeze(): void;
  thaw(): void;
}

const ZONE = 'clusterset.local';
const OWN_ZONE = 'cluster.local';
const OWN_NAMES = { 'kubernetes.default.svc': '10.96.0.1' };

/** Makes CoreDNS ready in the namespace of a site; nothing runs before the first `serve`. */
export function coreDnsOf(program: string, site: Site, folder: string): CoreDns {
  const address = '127.0.0.53';
  const resolvConf = join(folder, 'resolv.conf');
  writeFileSync(
    resolvConf,
    `nameserver ${address}\nsearch causeway.svc.${OWN_ZONE} svc.${OWN_ZONE} ${OWN_ZONE}\noptions ndots:5\n`,
  );
  let running: TestProcess | null = null;
  const dns: CoreDns = {
    resolvConf,
    async serve({ clusterset }) {
      await dns.stop();
      const zones = { [OWN_ZONE]: OWN_NAMES, ...(clusterset ? { [ZONE]: clusterset } : {}) };
      const blocks = Object.entries(zones).map(([zone, names]) => {
        const file = join(folder, `${zone}.zone`);
        writeFileSync(file, zoneText(zone, names));
        return `${zone}:53 {\n  bind ${address}\n  file ${file}\n}\n`;
      });
      const config = join(folder, 'Corefile');
      writeFileSync(config, blocks.join(''));
      const log = join(folder, `coredns-${Date.now()}.log`);
      running = startProcess('ip', ['netns', 'exec', site.namespace, program, '-conf', config], log);
      await until('CoreDNS listens', () => listens(log));
    },
    async stop() {
      await running?.stop('SIGKILL');
      running = null;
    },
    freeze: () => running?.signal('SIGSTOP'),
    thaw: () => running?.signal('SIGCONT'),
  };
  return dns;
}

function zoneText(zone: string, names: Readonly<Record<string, string>>): string {
  const records = Object.entries(names).map(([name, address]) => `${name} 5 IN A ${address}`);
  return [`$ORIGIN ${zone}.`, '@ 5 IN SOA ns.dns hostmaster 1 7200 1800 86400 5', ...records, ''].join('\n');
}

/** CoreDNS prints its version when all zones are loaded and their sockets are open. */
function listens(log: string): boolean {
  return readFileSync(log, 'utf8').includes('CoreDNS-');
}
