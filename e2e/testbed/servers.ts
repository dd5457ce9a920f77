import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdminClient, openAdminClient } from './admin-client.ts';
import { findBinaries } from './binaries.ts';
import { createCa, type TestCa } from './certificates.ts';
import { freePort, startProcess, type TestProcess, until } from './processes.ts';

export interface ClusterOptions {
  /** Appears in the folder's and the kubeconfig's names. */
  name?: string;
  /** Users of the token file beside `admin`: token by user name. RBAC gives them nothing yet. */
  users?: Record<string, { token: string; groups?: readonly string[] }>;
  /** Further flags of kube-apiserver. */
  flags?: readonly string[];
  /** Files that are written into the folder, each named to kube-apiserver by a flag. */
  files?: readonly { name: string; text: string; flag: string }[];
  /** Second octet of the service range 10.N.0.0/16, default 96. */
  serviceOctet?: number;
}

/** How a kubeconfig proves who it is: the `user` part, as kubectl reads it. */
export type KubeconfigUser = Record<string, unknown>;

/** One etcd and one kube-apiserver with RBAC, on loopback, in a folder of their own. */
export interface TestCluster {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** Signs the server's certificate and is trusted for client certificates. */
  readonly ca: TestCa;
  /** A token of group system:masters. */
  readonly adminToken: string;
  readonly admin: AdminClient;
  /** Writes a kubeconfig with one context named after the cluster and returns its path. */
  writeKubeconfig(user?: KubeconfigUser, cluster?: Record<string, unknown>): Promise<string>;
  /** Starts the API server again, after `stopServer`. */
  startServer(): Promise<void>;
  stopServer(signal?: NodeJS.Signals): Promise<void>;
  /** Stops the API server's process in its tracks: it accepts connections and answers nothing. */
  freeze(): void;
  thaw(): void;
  /** Copies etcd's data; the API server and etcd are restarted. */
  backUp(): Promise<void>;
  /** Puts the last copy back: resource versions go back with it. */
  restore(): Promise<void>;
  /** Forgets all history before now, so that older versions answer 410. */
  compact(): Promise<void>;
  /** Ends both and removes the folder. */
  stop(): Promise<void>;
}

const ADMIN_TOKEN = 'testbed-admin-token';

/**
 * Starts a cluster; ready in about 3 s, 300 MB. Throws where the programs are missing: ask `findBinaries` first and leave
 * the tests out with its words.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<TestCluster> {
  const { binaries, leftOut } = findBinaries();
  if (!binaries) throw new Error(leftOut);
  const name = options.name ?? 'testbed';
  const folder = await mkdtemp(join(tmpdir(), `causeway-${name}-`));
  const [port, etcdPort, peerPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const url = `https://127.0.0.1:${port}`;
  const etcdUrl = `http://127.0.0.1:${etcdPort}`;
  const ca = await createCa(`causeway-${name}`);
  await writeKeys(folder, ca, options.users ?? {});
  const files = options.files ?? [];
  for (const { name: file, text } of files) await writeFile(join(folder, file), text);
  const admin = openAdminClient(url, ca.cert, ADMIN_TOKEN);
  let etcd: TestProcess | null = null;
  let server: TestProcess | null = null;
  let kubeconfigs = 0;

  async function startEtcd(): Promise<void> {
    const peer = `http://127.0.0.1:${peerPort}`;
    const data = ['--data-dir', join(folder, 'etcd'), '--unsafe-no-fsync', '--logger=zap', '--log-level=warn'];
    const client = ['--listen-client-urls', etcdUrl, '--advertise-client-urls', etcdUrl];
    const peers = ['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer];
    const args = [...data, ...client, ...peers, '--initial-cluster', `default=${peer}`];
    etcd = startProcess(binaries?.etcd ?? '', args, join(folder, 'etcd.log'));
    await until('etcd is healthy', () => healthy(`${etcdUrl}/health`, etcd));
  }

  async function startServer(): Promise<void> {
    const args = [
      ...serverFlags(folder, port, etcdUrl, options.serviceOctet ?? 96),
      ...(options.flags ?? []),
      ...files.map(({ name: file, flag }) => `${flag}=${join(folder, file)}`),
    ];
    server = startProcess(binaries?.kubeApiserver ?? '', args, join(folder, 'kube-apiserver.log'));
    await until('the API server is ready', async () => {
      if (!server?.running()) throw new Error(`kube-apiserver ended; see ${folder}/kube-apiserver.log`);
      return admin.send('GET', '/readyz').then(
        (body) => body === 'ok',
        () => false,
      );
    });
  }

  async function stopBoth(): Promise<void> {
    await server?.stop('SIGKILL');
    await etcd?.stop('SIGTERM');
  }

  const cluster: TestCluster = {
    name,
    url,
    port,
    folder,
    ca,
    adminToken: ADMIN_TOKEN,
    admin,
    async writeKubeconfig(user = { token: ADMIN_TOKEN }, overrides = {}) {
      const file = join(folder, `kubeconfig-${kubeconfigs++}.json`);
      const authority = { 'certificate-authority-data': Buffer.from(ca.cert).toString('base64') };
      const config = {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name, cluster: { server: url, ...authority, ...overrides } }],
        users: [{ name: 'user', user }],
        contexts: [{ name, context: { cluster: name, user: 'user' } }],
        'current-context': name,
      };
      await writeFile(file, JSON.stringify(config));
      return file;
    },
    startServer,
    async stopServer(signal = 'SIGTERM') {
      await server?.stop(signal);
    },
    freeze: () => server?.signal('SIGSTOP'),
    thaw: () => server?.signal('SIGCONT'),
    async backUp() {
      await stopBoth();
      await rm(join(folder, 'backup'), { recursive: true, force: true });
      await cp(join(folder, 'etcd'), join(folder, 'backup'), { recursive: true });
      await startEtcd();
      await startServer();
    },
    async restore() {
      await stopBoth();
      await rm(join(folder, 'etcd'), { recursive: true });
      await cp(join(folder, 'backup'), join(folder, 'etcd'), { recursive: true });
      await startEtcd();
      await startServer();
    },
    async compact() {
      const ask = async (path: string, body: object) =>
        (await fetch(`${etcdUrl}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) })).json();
      const { header } = (await ask('range', { key: 'AA==' })) as { header: { revision: string } };
      await ask('compaction', { revision: header.revision, physical: true });
    },
    async stop() {
      await stopBoth();
      await admin.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await startEtcd();
    await startServer();
    return cluster;
  } catch (thrown) {
    await stopBoth();
    throw thrown;
  }
}

async function writeKeys(folder: string, ca: TestCa, users: NonNullable<ClusterOptions['users']>): Promise<void> {
  const serving = await ca.serving(['127.0.0.1', 'localhost', 'kubernetes.default.svc']);
  const kubeletClient = await ca.client('kube-apiserver-kubelet-client', ['system:masters']);
  const serviceAccounts = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const rows = [`${ADMIN_TOKEN},admin,admin,"system:masters"`];
  for (const [user, { token, groups = [] }] of Object.entries(users))
    rows.push(`${token},${user},${user},"${groups.join(',')}"`);
  await mkdir(folder, { recursive: true });
  const files = {
    'ca.crt': ca.cert,
    'server.crt': serving.cert,
    'server.key': serving.key,
    'kubelet-client.crt': kubeletClient.cert,
    'kubelet-client.key': kubeletClient.key,
    'service-accounts.key': serviceAccounts.export({ type: 'pkcs1', format: 'pem' }).toString(),
    'tokens.csv': `${rows.join('\n')}\n`,
  };
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text, { mode: 0o600 });
}

function serverFlags(folder: string, port: number, etcdUrl: string, serviceOctet: number): string[] {
  const file = (name: string) => join(folder, name);
  return [
    `--etcd-servers=${etcdUrl}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${folder}`,
    `--tls-cert-file=${file('server.crt')}`,
    `--tls-private-key-file=${file('server.key')}`,
    `--client-ca-file=${file('ca.crt')}`,
    `--token-auth-file=${file('tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://testbed.causeway.invalid',
    `--service-account-key-file=${file('service-accounts.key')}`,
    `--service-account-signing-key-file=${file('service-accounts.key')}`,
    `--service-cluster-ip-range=10.${serviceOctet}.0.0/16`,
    // Nobody runs the controllers that would give every pod its service account.
    '--disable-admission-plugins=ServiceAccount',
    `--kubelet-client-certificate=${file('kubelet-client.crt')}`,
    `--kubelet-client-key=${file('kubelet-client.key')}`,
    `--kubelet-certificate-authority=${file('ca.crt')}`,
    '--kubelet-preferred-address-types=InternalIP',
  ];
}

async function healthy(url: string, process: TestProcess | null): Promise<boolean> {
  if (!process?.running()) throw new Error(`${url}: the process ended; see ${process?.log}`);
  return fetch(url).then(
    (answer) => answer.ok,
    () => false,
  );
}
