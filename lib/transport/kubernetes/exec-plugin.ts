import { spawn } from 'node:child_process';
import { TransportError } from '../transport-error.ts';
import { guardedText, visibleText } from '../visible-text.ts';
import type { ExecPlugin } from './cluster-context.ts';
import { asRecord, asText } from './unknown-record.ts';

/** What a plug-in answered. */
export interface ExecCredential {
  token: string | undefined;
  /** PEM texts. */
  cert: string | undefined;
  key: string | undefined;
  /** Epoch milliseconds, or null when the plug-in names no end. */
  expiresAt: number | null;
}

const MAX_OUTPUT_CHARACTERS = 1_000_000;

/**
 * Runs an exec credential plug-in once (https://kubernetes.io/docs/reference/config-api/client-authentication.v1/).
 * `signal` ends it: its whole process group is killed. Every failure is `unauthorised` and tells what the plug-in said,
 * without credentials.
 * @param cluster what the plug-in may be told of the server, in the words of ExecCredential's `spec.cluster`
 */
export function runExecPlugin(plugin: ExecPlugin, cluster: object, signal: AbortSignal): Promise<ExecCredential> {
  const refuse = (what: string, reason: 'unauthorised' | 'timeout' = 'unauthorised') =>
    new TransportError(reason, `exec plug-in ${plugin.command}: ${what}`, { detail: 'own-credentials' });
  const spec = { interactive: false, ...(plugin.provideClusterInfo ? { cluster } : {}) };
  const info = { apiVersion: plugin.apiVersion, kind: 'ExecCredential', spec };
  const env = {
    ...process.env,
    ...Object.fromEntries(plugin.env.map(({ name, value }) => [name, value])),
    KUBERNETES_EXEC_INFO: JSON.stringify(info),
  };
  const secrets = plugin.env.map(({ value }) => value).filter((value) => value.length >= 8);
  return new Promise((resolve, reject) => {
    // A group of its own: a plug-in is often a shell script, and killing the shell alone leaves its child holding the pipes.
    const child = spawn(plugin.command, [...plugin.args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    const output = { stdout: '', stderr: '' };
    const kill = () => {
      if (child.pid === undefined) return;
      try {
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
      } catch (thrown) {
        // The group is gone already; anything else is a fault of ours.
        if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown;
      }
    };
    const giveUp = () => {
      kill();
      reject(refuse('no answer in time', 'timeout'));
    };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
        if (output[name].length <= MAX_OUTPUT_CHARACTERS) return;
        kill();
        reject(refuse(`wrote more than ${MAX_OUTPUT_CHARACTERS} characters`));
      });
    child.on('error', (thrown: NodeJS.ErrnoException) => {
      signal.removeEventListener('abort', giveUp);
      const hint = plugin.installHint ? `; ${visibleText(plugin.installHint)}` : '';
      reject(
        refuse(
          thrown.code === 'ENOENT'
            ? `not found on this machine, where Causeway runs${hint}`
            : `can't be started (${thrown.code})`,
        ),
      );
    });
    child.on('close', (code, killedBy) => {
      signal.removeEventListener('abort', giveUp);
      if (code === 0) {
        try {
          resolve(credentialOf(output.stdout, plugin.apiVersion));
        } catch (thrown) {
          reject(refuse(thrown instanceof Error ? thrown.message : 'unreadable answer'));
        }
      } else
        reject(
          refuse(`failed (${killedBy ?? `exit ${code}`}): ${guardedText(output.stderr, secrets) || 'it said nothing'}`),
        );
    });
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}

/** Reads the answer. Never quotes it: it may hold a token even when it is broken. */
function credentialOf(text: string, apiVersion: string): ExecCredential {
  let answer: ReturnType<typeof asRecord>;
  try {
    answer = asRecord(JSON.parse(text));
  } catch {
    throw new Error('its answer is not JSON');
  }
  if (answer?.kind !== 'ExecCredential') throw new Error('its answer is no ExecCredential');
  if (answer.apiVersion !== apiVersion) throw new Error(`it answered in another version than ${apiVersion}`);
  const status = asRecord(answer.status);
  const token = asText(status?.token)?.trim();
  const [cert, key] = [asText(status?.clientCertificateData), asText(status?.clientKeyData)];
  if (!token && !(cert && key)) throw new Error('its answer holds neither a token nor a certificate with its key');
  const expiresAt = Date.parse(asText(status?.expirationTimestamp) ?? '');
  return { token, cert, key, expiresAt: Number.isFinite(expiresAt) ? expiresAt : null };
}
