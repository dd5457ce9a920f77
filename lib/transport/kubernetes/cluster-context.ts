import type { KubeConfig } from '@kubernetes/client-node';

/** Where a PEM comes from: a file that may be replaced at any time, or the text itself. */
export type PemSource = { file: string } | { pem: string };

/** An exec credential plug-in as a kubeconfig declares it. */
export interface ExecPlugin {
  apiVersion: string;
  /** Absolute, or a bare name that is looked up in PATH. */
  command: string;
  args: readonly string[];
  env: readonly { name: string; value: string }[];
  provideClusterInfo: boolean;
  installHint: string;
  /** The cluster's extension `client.authentication.k8s.io/exec`, handed to the plug-in. */
  clusterConfig: unknown;
}

/** How to reach and trust a server. */
export interface ServerAccess {
  server: string;
  tlsServerName: string | undefined;
  skipTlsVerify: boolean;
  proxyUrl: string | undefined;
  ca: PemSource | undefined;
}

/** Who we are there. Of several ways, client-go's order decides: token file, token, basic, exec, auth provider. */
export interface UserAccess {
  tokenFile: string | undefined;
  token: string | undefined;
  basic: { username: string; password: string } | undefined;
  exec: ExecPlugin | undefined;
  /** A legacy `auth-provider` (OIDC, GCP, Azure): client-node's own implementation with this one context loaded. */
  authProvider: KubeConfig | undefined;
  cert: PemSource | undefined;
  key: PemSource | undefined;
  impersonate: { user: string; groups: readonly string[] } | undefined;
}

/**
 * One context that can be opened. Credentials hide in a private field: neither JSON, `console.log` nor a spread shows
 * them.
 */
export class ClusterContext {
  readonly name: string;
  /** The kubeconfig that declares it, or `in-cluster`. */
  readonly file: string;
  /** The address as written. */
  readonly server: string;
  readonly #access: ServerAccess & UserAccess;

  constructor(name: string, file: string, access: ServerAccess & UserAccess) {
    this.name = name;
    this.file = file;
    this.server = access.server;
    this.#access = access;
  }

  /** Everything needed to connect, secrets included: for this folder only. */
  access(): ServerAccess & UserAccess {
    return this.#access;
  }
}

/**
 * The address that decides whether two contexts name one server: scheme, host and port in lower case, path without its
 * last slash, and the TLS name (one gateway may serve many clusters by name).
 */
export function serverIdentity(context: ClusterContext): string {
  const { server, tlsServerName } = context.access();
  const url = new URL(server);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return `${url.protocol}//${url.hostname}:${port}${url.pathname.replace(/\/+$/, '')}#${tlsServerName ?? ''}`;
}

/** Groups of two and more contexts that name one server, in the order given. */
export function sharedServers(contexts: readonly ClusterContext[]): ClusterContext[][] {
  return [...Map.groupBy(contexts, serverIdentity).values()].filter((group) => group.length > 1);
}
