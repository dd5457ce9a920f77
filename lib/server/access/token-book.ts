import 'server-only';
import { timingSafeEqual } from 'node:crypto';
import type { Role } from '#lib/api/session.ts';
import type { Clock } from '#lib/model/clock.ts';
import { hashOf } from './token.ts';
import { readTokenFile } from './token-file.ts';
import { parseTokens, type TokenEntry, TokenListError } from './token-list.ts';

/** How often the file is read again, milliseconds: mounted secrets are swapped by links, of which a watch does not always hear. */
const LOOK_EVERY_MS = 1000;

/** Somebody with a token. */
export interface Visitor {
  name: string;
  role: Role;
  sha256: string;
}

interface Known extends Visitor {
  hash: Buffer;
}

type Log = (level: 'info' | 'warn', message: string) => void;

/**
 * The tokens of a file, kept current. While the file is gone or can't be read, those that were known stay, so that no wall
 * goes dark, and nobody new is let in; `fault` says what is wrong. To take all back, write an empty list.
 */
export class TokenBook {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #leavers = new Map<string, Set<() => void>>();
  #known: Known[] = [];
  #text: string | undefined;
  #fault = '';
  #cancelLook: () => void = () => {};
  #stopped = false;

  constructor(file: string, clock: Clock, log: Log) {
    this.#file = file;
    this.#clock = clock;
    this.#log = log;
  }

  /** What is wrong with the file now; empty when nothing is. */
  get fault(): string {
    return this.#fault;
  }

  /** Reads the file, and again and again until `stop`. */
  async start(): Promise<void> {
    await this.look();
    if (this.#stopped) return;
    this.#cancelLook = this.#clock.after(LOOK_EVERY_MS, () => void this.start());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelLook();
  }

  /** Whose token this is. How long it takes says nothing of how alike a token is to a known one. */
  find(token: string): Visitor | null {
    const hash = hashOf(token);
    if (!hash) return null;
    let found: Visitor | null = null;
    for (const one of this.#known) if (timingSafeEqual(one.hash, hash)) found = one;
    return found;
  }

  /** Runs `leave` once when the token of a visitor is revoked or gets another role; the answer forgets that again. */
  onRevoked({ sha256 }: Visitor, leave: () => void): () => void {
    const leavers = this.#leavers.get(sha256) ?? new Set();
    this.#leavers.set(sha256, leavers.add(leave));
    return () => {
      leavers.delete(leave);
      if (leavers.size === 0 && this.#leavers.get(sha256) === leavers) this.#leavers.delete(sha256);
    };
  }

  /** Reads the file once. */
  async look(): Promise<void> {
    try {
      const text = await readTokenFile(this.#file);
      if (text !== this.#text) this.#take(parseTokens(text));
      this.#text = text;
      if (this.#fault) this.#log('info', `access: ${this.#file} can be read again`);
      this.#fault = '';
    } catch (error) {
      if (!(error instanceof TokenListError)) throw error;
      this.#text = undefined;
      this.#tell(error.message);
    }
  }

  #take(entries: readonly TokenEntry[]): void {
    const before = this.#known;
    this.#known = entries.map(({ name, role, sha256 }) => ({ name, role, sha256, hash: Buffer.from(sha256, 'hex') }));
    this.#log('info', `access: tokens known from ${this.#file}: ${this.#known.length}`);
    for (const { sha256, role } of before) {
      if (this.#known.some((one) => one.sha256 === sha256 && one.role === role)) continue;
      const leavers = this.#leavers.get(sha256) ?? [];
      this.#leavers.delete(sha256);
      for (const leave of leavers) leave();
    }
  }

  #tell(why: string): void {
    const rest =
      this.#known.length > 0
        ? 'who was known is known on, nobody new is let in'
        : 'nobody can sign in; a token is made by: npm run -s token -- --name NAME --role read';
    const fault = `${this.#file}: ${why}; ${rest}`;
    if (fault !== this.#fault) this.#log('warn', `access: ${fault}`);
    this.#fault = fault;
  }
}
