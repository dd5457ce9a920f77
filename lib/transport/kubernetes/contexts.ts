import 'server-only';
import { isAbsolute } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { visibleText } from '../visible-text.ts';
import { ClusterContext, type ExecPlugin, type PemSource } from './cluster-context.ts';
import {
  type ContextProblem,
  type Entry,
  type Environment,
  kubeconfigFiles,
  pathOf,
  readKubeconfigs,
} from './kubeconfig-file.ts';
import { asRecord, asText, type UnknownRecord } from './unknown-record.ts';

/** Everything that could be loaded, and everything that could not. */
export interface LoadedContexts {
  /** In the order of the files. */
  contexts: ClusterContext[];
  problems: ContextProblem[];
}

/**
 * Loads all contexts of one kubeconfig (`kubeconfig`), or of the list in `KUBECONFIG`, or of `~/.kube/config`. Never
 * throws: a broken file or context becomes a problem that names it, the others still load.
 */
export async function loadContexts(options: { kubeconfig?: string; env?: Environment } = {}): Promise<LoadedContexts> {
  const files = kubeconfigFiles(options.kubeconfig, options.env ?? process.env);
  const entries = await readKubeconfigs(files);
  const contexts: ClusterContext[] = [];
  const problems = entries.problems;
  for (const context of entries.contexts.values()) {
    try {
      contexts.push(contextOf(context, entries.clusters, entries.users));
    } catch (thrown) {
      const message = visibleText(thrown instanceof Error ? thrown.message : String(thrown));
      problems.push({ file: context.file, context: context.name, message });
    }
  }
  if (contexts.length === 0 && problems.length === 0)
    problems.push({ file: files.join(', '), context: null, message: 'has no context' });
  return { contexts, problems };
}

/** The context of the pod we run in. `root` stands in front of the mounted paths; `env` holds the server's address. */
export function inClusterContext(options: { root?: string; env?: Environment } = {}): ClusterContext {
  const env = options.env ?? process.env;
  const host = env.KUBERNETES_SERVICE_HOST;
  if (!host) throw new Error('in-cluster: KUBERNETES_SERVICE_HOST is not set; this process does not run in a pod');
  const folder = `${options.root ?? ''}/var/run/secrets/kubernetes.io/serviceaccount`;
  return new ClusterContext('in-cluster', 'in-cluster', {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${env.KUBERNETES_SERVICE_PORT ?? '443'}`,
    tlsServerName: undefined,
    skipTlsVerify: false,
    proxyUrl: undefined,
    ca: { file: `${folder}/ca.crt` },
    tokenFile: `${folder}/token`,
    token: undefined,
    basic: undefined,
    exec: undefined,
    authProvider: undefined,
    cert: undefined,
    key: undefined,
    impersonate: undefined,
  });
}

function contextOf(context: Entry, clusters: Map<string, Entry>, users: Map<string, Entry>): ClusterContext {
  const clusterName = asText(context.value.cluster);
  if (!clusterName) throw new Error('cluster is missing');
  const cluster = clusters.get(clusterName);
  if (!cluster) throw new Error(`cluster "${clusterName}" is not defined`);
  const userName = asText(context.value.user);
  const user = userName ? users.get(userName) : { name: '', file: context.file, value: {} };
  if (!user) throw new Error(`user "${userName}" is not defined`);

  const config = clientConfig(cluster, user);
  const [clientCluster, clientUser] = [config.getCurrentCluster(), config.getCurrentUser()];
  if (!clientCluster || !clientUser) throw new Error('can not be read');
  if (!URL.canParse(clientCluster.server) || !/^https?:/.test(clientCluster.server))
    throw new Error(`cluster "${clusterName}": server is not an http or https address`);
  const impersonated = asText(clientUser.impersonateUser);
  return new ClusterContext(context.name, context.file, {
    server: clientCluster.server,
    tlsServerName: asText(clientCluster.tlsServerName),
    skipTlsVerify: clientCluster.skipTLSVerify,
    proxyUrl: asText(clientCluster.proxyUrl),
    ca: pemSource(cluster, 'certificate-authority'),
    // client-node reads the key `token-file`; kubectl and everybody else write `tokenFile`.
    tokenFile: pathIn(user, 'tokenFile') ?? pathIn(user, 'token-file'),
    token: asText(clientUser.token)?.trim(),
    basic: basicOf(clientUser.username, clientUser.password),
    exec: execOf(user, cluster),
    authProvider: clientUser.authProvider ? config : undefined,
    cert: pemSource(user, 'client-certificate'),
    key: pemSource(user, 'client-key'),
    impersonate: impersonated ? { user: impersonated, groups: textList(user.value['as-groups']) } : undefined,
  });
}

/** client-node's reading of one cluster and one user alone, so that a broken neighbour can't spoil them. */
function clientConfig(cluster: Entry, user: Entry): KubeConfig {
  const { 'token-file': _readByUs, ...userValue } = user.value;
  const config = new KubeConfig();
  config.loadFromString(
    JSON.stringify({
      clusters: [{ name: cluster.name, cluster: cluster.value }],
      users: [{ name: user.name || 'none', user: userValue }],
      contexts: [{ name: 'only', context: { cluster: cluster.name, user: user.name || 'none' } }],
      'current-context': 'only',
    }),
  );
  return config;
}

function pathIn(entry: Entry, key: string): string | undefined {
  const path = asText(entry.value[key]);
  return path ? pathOf(entry, path) : undefined;
}

/** `KEY-data` (base64) wins over `KEY` (a path), as for client-go. */
function pemSource(entry: Entry, key: string): PemSource | undefined {
  const data = asText(entry.value[`${key}-data`]);
  if (data) {
    const pem = Buffer.from(data, 'base64').toString('latin1');
    if (!pem.includes('-----BEGIN')) throw new Error(`"${entry.name}": ${key}-data is not a base64 PEM`);
    return { pem };
  }
  const file = pathIn(entry, key);
  return file ? { file } : undefined;
}

function basicOf(username: unknown, password: unknown) {
  const name = asText(username);
  return name ? { username: name, password: asText(password) ?? '' } : undefined;
}

function execOf(user: Entry, cluster: Entry): ExecPlugin | undefined {
  const exec = asRecord(user.value.exec);
  if (!exec) return undefined;
  const command = asText(exec.command);
  if (!command) throw new Error(`user "${user.name}": exec.command is missing`);
  return {
    apiVersion: asText(exec.apiVersion) ?? 'client.authentication.k8s.io/v1',
    command: command.includes('/') && !isAbsolute(command) ? pathOf(user, command) : command,
    args: textList(exec.args),
    env: listOf(exec.env).flatMap(({ name, value }) =>
      typeof name === 'string' && typeof value === 'string' ? [{ name, value }] : [],
    ),
    provideClusterInfo: exec.provideClusterInfo === true,
    installHint: asText(exec.installHint) ?? '',
    clusterConfig: listOf(cluster.value.extensions).find(({ name }) => name === 'client.authentication.k8s.io/exec')
      ?.extension,
  };
}

function listOf(value: unknown): UnknownRecord[] {
  return Array.isArray(value) ? value.map(asRecord).filter((item) => item !== undefined) : [];
}

function textList(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
