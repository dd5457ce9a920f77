import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '#lib/api/session.ts';
import { VirtualClock } from '#lib/model/clock.ts';
import { Addresses, PEER_HEADER } from './address.ts';
import type { Door } from './door.ts';
import { CallLimit, OpenLimit } from './limits.ts';
import { hashOf, newToken } from './token.ts';
import { TokenBook } from './token-book.ts';
import { type TokenEntry, tokensText } from './token-list.ts';

/** A file of tokens and the book of it, for tests: time stands still until the test moves it. */
export class MadeDoor {
  readonly folder = mkdtempSync(join(tmpdir(), 'causeway-access-'));
  readonly file = join(this.folder, 'tokens.yaml');
  readonly clock = new VirtualClock(Date.UTC(2026, 10, 21));
  readonly said: string[] = [];
  readonly book = new TokenBook(this.file, this.clock, (level, text) => this.said.push(`${level} ${text}`));
  /** Tokens by name. */
  readonly tokens = new Map<string, string>();
  #entries: TokenEntry[] = [];

  /** A door where limits are small: 3 heavy calls at once, one a second, 2 streams. */
  door(book: Door['book'] = this.book): Door {
    return {
      book,
      addresses: new Addresses(['10.0.0.0/24']),
      calls: new CallLimit(this.clock, { atOnce: 3, perSecond: 1 }),
      streams: new OpenLimit(2),
    };
  }

  /** Adds a token to the file; answers it. */
  add(name: string, role: Role): string {
    const token = this.tokens.get(name) ?? newToken();
    this.tokens.set(name, token);
    this.#write([...this.#entries, { name, role, sha256: hashOf(token)?.toString('hex') ?? '' }]);
    return token;
  }

  revoke(name: string): void {
    this.#write(this.#entries.filter((one) => one.name !== name));
  }

  remove(): void {
    this.book.stop();
    rmSync(this.folder, { recursive: true });
  }

  #write(entries: TokenEntry[]): void {
    this.#entries = entries;
    writeFileSync(this.file, tokensText(entries));
  }
}

/** Headers of a request from elsewhere, or from `peer`. */
export function headersFrom(peer: string, more: Record<string, string> = {}): Record<string, string> {
  return { host: 'causeway.lan', [PEER_HEADER]: peer, ...more };
}
