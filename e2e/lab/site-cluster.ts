import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProcess, type TestProcess, until } from '#e2e/testbed/processes.ts';
import { startCluster, type TestCluster } from '#e2e/testbed/servers.ts';
import type { Site } from './network.ts';

const DEPLOY = new URL('../../deploy/blackbox-exporter/', import.meta.url);
const PORT = 9115;
const METADATA = { name: 'blackbox-exporter', namespace: 'causeway' };
const POD = { name: 'blackbox-exporter-1', namespace: 'causeway' };

/** A real API server whose exporter pod is a real exporter in the namespace of a site. */
export interface SiteCluster {
  api: TestCluster;
  /** With a `resolv.conf` of its own it resolves names as a pod of the cluster does. */
  startExporter(resolvConf?: string): Promise<void>;
  stopExporter(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the API server, applies our own manifest to it, and puts the objects there that controllers would make. */
export async function startSiteCluster(name: string, site: Site): Promise<SiteCluster> {
  const api = await startCluster({ name });
  let exporter: TestProcess | null = null;
  const address = `http://${site.address}:${PORT}/-/healthy`;
  try {
    await api.admin.applyText(readFileSync(new URL('manifest.yaml', DEPLOY), 'utf8'));
    await api.admin.apply(
      { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker' } },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: POD,
        spec: { nodeName: 'worker', containers: [{ name: 'blackbox-exporter', image: 'lab' }] },
        status: { phase: 'Running', podIP: site.address, podIPs: [{ ip: site.address }] },
      },
      {
        apiVersion: 'v1',
        kind: 'Endpoints',
        metadata: METADATA,
        subsets: [
          {
            addresses: [{ ip: site.address, nodeName: 'worker', targetRef: { kind: 'Pod', ...POD } }],
            ports: [{ name: 'http', port: PORT, protocol: 'TCP' }],
          },
        ],
      },
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { ...METADATA, labels: { 'kubernetes.io/service-name': METADATA.name } },
        addressType: 'IPv4',
        endpoints: [
          {
            addresses: [site.address],
            conditions: { ready: true },
            nodeName: 'worker',
            targetRef: { kind: 'Pod', ...POD },
          },
        ],
        ports: [{ name: 'http', port: PORT, protocol: 'TCP' }],
      },
    );
  } catch (error) {
    await api.stop();
    throw error;
  }
  const cluster: SiteCluster = {
    api,
    async startExporter(resolvConf) {
      const config = `--config.file=${new URL('blackbox.yml', DEPLOY).pathname}`;
      // Debian's exporter asks libc for `.local`; the image of its project has Go's resolver alone, and so has this. `ip netns exec`
      // gives it a mount namespace of its own, where another resolv.conf stands for it alone.
      const resolver = resolvConf ? `mount --bind ${resolvConf} /etc/resolv.conf && export GODEBUG=netdns=go &&` : '';
      const program = `${resolver} exec prometheus-blackbox-exporter ${config} --web.listen-address=:${PORT}`;
      const command = ['netns', 'exec', site.namespace, 'sh', '-c', program];
      exporter = startProcess('ip', command, join(api.folder, 'exporter.log'));
      await until('the exporter answers', () =>
        fetch(address).then(
          (answer) => answer.ok,
          () => false,
        ),
      );
    },
    async stopExporter() {
      await exporter?.stop('SIGKILL');
      exporter = null;
    },
    async stop() {
      await cluster.stopExporter();
      await api.stop();
    },
  };
  return cluster;
}
