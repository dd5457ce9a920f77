import { readFile } from 'node:fs/promises';
import type { Clock } from '#lib/model/clock.ts';
import { abortable, startDeadline } from '../deadline.ts';
import { TransportError } from '../transport-error.ts';
import type { ServerAccess, UserAccess } from './cluster-context.ts';
import { type ExecCredential, runExecPlugin } from './exec-plugin.ts';

/** What a request carries to say who we are. */
export interface Credential {
  /** The Authorization header, or undefined when the client certificate (or nothing) speaks for us. */
  authorization: string | undefined;
  /** A client certificate that came with the credential, PEM. */
  cert: string | undefined;
  key: string | undefined;
}

/** Hands out the current credential; fresh when it can be. */
export interface CredentialSource {
  /** Throws `TransportError`. A call that outlives `signal` is given up by the caller, not by the others who wait for it. */
  current(signal: AbortSignal): Promise<Credential>;
  /** The server answered 401 to `credential`: it is forgotten. Answers whether another try can make a difference. */
  refused(credential: Credential): boolean;
}

const NONE: Credential = { authorization: undefined, cert: undefined, key: undefined };
/** An expiring credential is renewed this long before its end, at most a tenth of its life earlier. */
const EXPIRY_MARGIN_MS = 30_000;

/**
 * The credentials of one user. A token file is read for every request (a rotated token counts at once, and it is a small
 * file); an exec plug-in and a legacy auth provider run once for all who wait, with a limit of `timeoutMs`.
 */
export function openCredentials(
  access: ServerAccess & UserAccess,
  clock: Clock,
  timeoutMs: number,
  trustedCa: () => Promise<string | undefined>,
): CredentialSource {
  const { tokenFile, token, basic, exec, authProvider } = access;
  if (tokenFile) return unchanging(async () => bearer(await readToken(tokenFile)), true);
  if (token) return unchanging(async () => bearer(token), false);
  if (basic) {
    const pair = Buffer.from(`${basic.username}:${basic.password}`).toString('base64');
    return unchanging(async () => ({ ...NONE, authorization: `Basic ${pair}` }), false);
  }
  if (exec)
    return cached(clock, timeoutMs, async (signal) => {
      const ca = await trustedCa();
      const cluster = {
        server: access.server,
        'tls-server-name': access.tlsServerName,
        'insecure-skip-tls-verify': access.skipTlsVerify || undefined,
        'certificate-authority-data': ca ? Buffer.from(ca).toString('base64') : undefined,
        'proxy-url': access.proxyUrl,
        config: exec.clusterConfig,
      };
      return runExecPlugin(exec, cluster, signal);
    });
  if (authProvider)
    return cached(clock, timeoutMs, async () => {
      const options: { headers?: Record<string, unknown> } = {};
      await authProvider.applyToHTTPSOptions(options as Parameters<typeof authProvider.applyToHTTPSOptions>[0]);
      const header = String(options.headers?.Authorization ?? '');
      // client-node keeps and renews these tokens itself: ours is asked again after half a minute.
      const expiresAt = clock.now() + EXPIRY_MARGIN_MS;
      return { token: header.replace(/^Bearer\s+/, '') || undefined, cert: undefined, key: undefined, expiresAt };
    });
  return unchanging(async () => NONE, false);
}

function unchanging(read: () => Promise<Credential>, mayChange: boolean): CredentialSource {
  return { current: read, refused: () => mayChange };
}

function bearer(token: string): Credential {
  // A token with a line break or worse can't stand in a header; the error of the HTTP client would quote it.
  if (!/^[\x21-\x7e]+$/.test(token)) throw unusable('the token holds characters that no token may hold');
  return { ...NONE, authorization: `Bearer ${token}` };
}

/** What the kubeconfig names gave no credential; no server has refused anything. */
function unusable(message: string): TransportError {
  return new TransportError('unauthorised', message, { detail: 'own-credentials' });
}

async function readToken(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    throw unusable(`token file ${file}: ${thrown.code === 'ENOENT' ? 'does not exist' : thrown.code}`);
  });
  const token = text.trim();
  if (token === '') throw unusable(`token file ${file}: is empty`);
  return token;
}

/** Runs `obtain` once for all who wait and keeps the answer until shortly before it ends, or until a refusal. */
function cached(
  clock: Clock,
  timeoutMs: number,
  obtain: (signal: AbortSignal) => Promise<ExecCredential>,
): CredentialSource {
  let held: { credential: Credential; renewAt: number } | null = null;
  let running: Promise<Credential> | null = null;

  async function renew(): Promise<Credential> {
    const deadline = startDeadline(clock, timeoutMs);
    try {
      const { token, cert, key, expiresAt } = await abortable(obtain(deadline.signal), deadline.signal);
      const credential = { ...(token ? bearer(token) : NONE), cert, key };
      const lifeMs = expiresAt === null ? Number.POSITIVE_INFINITY : expiresAt - clock.now();
      held = { credential, renewAt: clock.now() + lifeMs - Math.min(EXPIRY_MARGIN_MS, lifeMs / 10) };
      return credential;
    } catch (thrown) {
      if (deadline.passed)
        throw new TransportError('timeout', `credentials: no answer within ${timeoutMs} ms`, {
          detail: 'own-credentials',
        });
      if (thrown instanceof TransportError) throw thrown;
      throw unusable(`credentials: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    } finally {
      deadline.end();
      running = null;
    }
  }

  return {
    current(signal) {
      if (held && clock.now() < held.renewAt) return Promise.resolve(held.credential);
      running ??= renew();
      return abortable(running, signal);
    },
    refused(credential) {
      // Of many requests refused at once, only the first forgets: the others must not throw away what it obtained.
      if (held?.credential === credential) held = null;
      return true;
    },
  };
}
