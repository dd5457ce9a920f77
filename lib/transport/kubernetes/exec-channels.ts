import { TransportError } from '../transport-error.ts';
import { asRecord, asText } from './unknown-record.ts';

const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;

/**
 * Collects what arrives on an exec websocket: every message is one byte of channel number and its data; the last word is a
 * `Status` on channel 3 (https://kubernetes.io/docs/reference/using-api/api-concepts/#websockets).
 */
export class ExecChannels {
  readonly #maxBytes: number;
  readonly #parts = new Map<number, Buffer[]>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes one message; false when it went over the limit of bytes. */
  take(message: Buffer): boolean {
    const channel = message[0];
    if (channel === undefined || message.byteLength < 2) return true;
    this.#bytes += message.byteLength - 1;
    if (this.#bytes > this.#maxBytes) return false;
    const parts = this.#parts.get(channel) ?? [];
    parts.push(message.subarray(1));
    this.#parts.set(channel, parts);
    return true;
  }

  /** True once the status arrived: nothing follows it. */
  get finished(): boolean {
    return this.#parts.has(STATUS);
  }

  /** How the command ended; throws `TransportError` when it never ran. */
  outcome(which: string): { stdout: string; stderr: string; exitCode: number } {
    const [stdout, stderr] = [this.#text(STDOUT), this.#text(STDERR)];
    const status = parsed(this.#text(STATUS));
    if (status?.status === 'Success') return { stdout, stderr, exitCode: 0 };
    // The message differs by path (SPDY, websocket), so only the cause counts.
    const causes = asRecord(status?.details)?.causes;
    const cause = Array.isArray(causes) ? causes.map(asRecord).find((one) => one?.reason === 'ExitCode') : undefined;
    const exitCode = Number(asText(cause?.message));
    if (status?.reason === 'NonZeroExitCode' && Number.isInteger(exitCode)) return { stdout, stderr, exitCode };
    const said = asText(status?.message) ?? 'a status that can not be read';
    // The kubelet was reached and its runtime refused ("executable file not found"), or it was not reached at all.
    const reached = /exec failed|OCI runtime|container not found/.test(said);
    throw new TransportError(reached ? 'unsupported' : 'unreachable', `${which}: ${said}`);
  }

  #text(channel: number): string {
    return new TextDecoder().decode(Buffer.concat(this.#parts.get(channel) ?? []));
  }
}

function parsed(text: string): ReturnType<typeof asRecord> {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
}
