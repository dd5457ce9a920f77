import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from './admin-client.ts';
import { findBinaries } from './binaries.ts';
import { freePort, startProcess, type TestProcess, until } from './processes.ts';
import type { TestCluster } from './servers.ts';

/** Why pods that are network namespaces can't be had here, or null when they can. */
export function whyNoNamespaces(): string | null {
  const remedy = 'remedy: run as root on Linux with iproute2';
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return `left out: needs network namespaces; ${remedy}`;
  try {
    execFileSync('ip', ['netns', 'list'], { stdio: 'ignore' });
    return null;
  } catch {
    return `left out: the command "ip netns" does not work; ${remedy}`;
  }
}

/** A pod that is a network namespace with one address, reachable from the host and so from the API server. */
export interface NamespacePod {
  readonly pod: string;
  readonly address: string;
  /** Starts a program inside; ended by `remove` at the latest. */
  start(command: string, ...args: string[]): TestProcess;
  /** Ends its programs and removes the namespace; the objects in the API server stay. */
  remove(): Promise<void>;
}

/** Names of devices and namespaces carry this, so that several runs on one machine never meet. */
const RUN = process.pid.toString(36);
let counter = 0;

/** The prefix of namespace names of this run, for `kubelet-standin`. */
export const namespacePrefix = `cw-${RUN}-`;

/** Makes namespace and Pod object (Running, ready, on node `testbed`, namespace `default`). */
export async function createPod(cluster: TestCluster, pod: string): Promise<NamespacePod> {
  const namespace = `${namespacePrefix}${pod}`;
  const subnet = `10.213.${process.pid % 200}.${4 * counter}`;
  const device = `cw${RUN}${counter++}`;
  const [hostAddress, address] = [1, 2].map((host) => subnet.replace(/\d+$/, (last) => String(Number(last) + host)));
  if (!hostAddress || !address) throw new Error(`no addresses in ${subnet}`);
  ip('netns', 'add', namespace);
  ip('link', 'add', device, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
  ip('addr', 'add', `${hostAddress}/30`, 'dev', device);
  ip('link', 'set', device, 'up');
  ip('-n', namespace, 'addr', 'add', `${address}/30`, 'dev', 'eth0');
  ip('-n', namespace, 'link', 'set', 'eth0', 'up');
  ip('-n', namespace, 'link', 'set', 'lo', 'up');
  ip('-n', namespace, 'route', 'add', 'default', 'via', hostAddress);
  await cluster.admin.apply(podManifest(pod, address));
  const programs: TestProcess[] = [];
  return {
    pod,
    address,
    start(command, ...args) {
      const log = join(cluster.folder, `${pod}-${programs.length}.log`);
      const program = startProcess('ip', ['netns', 'exec', namespace, command, ...args], log);
      programs.push(program);
      return program;
    },
    async remove() {
      for (const program of programs) await program.stop('SIGKILL');
      ip('netns', 'del', namespace);
    },
  };
}

/** A Service over pods, with the legacy Endpoints that the API server's proxy follows. */
export async function createService(
  cluster: TestCluster,
  name: string,
  port: number,
  pods: readonly NamespacePod[],
): Promise<void> {
  const metadata = { name, namespace: 'default' };
  const addresses = pods.map(({ pod, address }) => ({
    ip: address,
    targetRef: { kind: 'Pod', name: pod, namespace: 'default' },
  }));
  await cluster.admin.apply(
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ name: 'http', port, protocol: 'TCP' }] } },
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata,
      subsets: addresses.length > 0 ? [{ addresses, ports: [{ name: 'http', port, protocol: 'TCP' }] }] : [],
    },
  );
}

/** Starts `kubelet-standin` as node `testbed`: it runs the commands of `pods/exec` in the pods' namespaces. */
export async function startKubelet(cluster: TestCluster): Promise<TestProcess> {
  const program = findBinaries().binaries?.kubeletStandin;
  if (!program) throw new Error('left out: pods/exec needs kubelet-standin; remedy: run e2e/testbed/build');
  const port = await freePort();
  const { cert, key } = await cluster.ca.serving(['127.0.0.1']);
  const [certFile, keyFile] = [join(cluster.folder, 'kubelet.crt'), join(cluster.folder, 'kubelet.key')];
  await writeFile(certFile, cert);
  await writeFile(keyFile, key, { mode: 0o600 });
  const args = ['-listen', `127.0.0.1:${port}`, '-cert', certFile, '-key', keyFile, '-prefix', namespacePrefix];
  const authority = ['-client-ca', join(cluster.folder, 'ca.crt'), '-logs', cluster.folder];
  const kubelet = startProcess(program, [...args, ...authority], join(cluster.folder, 'kubelet.log'));
  await cluster.admin.apply({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'testbed' },
    status: {
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
    },
  });
  await until('the kubelet stand-in listens', () =>
    fetch(`http://127.0.0.1:${port}`).then(
      () => true,
      () => !kubelet.running() || null,
    ),
  );
  return kubelet;
}

function podManifest(pod: string, address: string): Manifest {
  const startedAt = new Date().toISOString().replace(/\.\d+/, '');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod, namespace: 'default', labels: { app: pod } },
    spec: { nodeName: 'testbed', containers: [{ name: 'main', image: 'testbed' }] },
    status: {
      phase: 'Running',
      podIP: address,
      podIPs: [{ ip: address }],
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [
        {
          name: 'main',
          ready: true,
          started: true,
          image: 'testbed',
          imageID: '',
          restartCount: 0,
          state: { running: { startedAt } },
        },
      ],
    },
  };
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
