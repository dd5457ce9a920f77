import 'server-only';
import type { Clock } from '#lib/model/clock.ts';
import type { Config } from '../config/config.ts';
import { Addresses } from './address.ts';
import { credentialOf } from './credential.ts';
import { CallLimit, OpenLimit } from './limits.ts';
import { TokenBook, type Visitor } from './token-book.ts';

/** What every request passes: whose it is, and how much one address may ask. */
export interface Door {
  /** Null: nobody is asked for a token, since only this machine can ask. */
  book: Pick<TokenBook, 'find' | 'onRevoked' | 'fault' | 'stop'> | null;
  addresses: Addresses;
  calls: CallLimit;
  streams: OpenLimit;
}

/** Next loads the gate, the handlers and the product as separate copies of every module: only `globalThis` is shared. */
const shared: { causewayDoor?: Door } = globalThis as never;

/** The door of this process; nothing before it has begun. */
export function ownDoor(): Door | undefined {
  return shared.causewayDoor;
}

/** Sets up the door of this process. */
export async function openDoor(
  { auth }: Pick<Config, 'auth'>,
  clock: Clock,
  log: (level: 'info' | 'warn', message: string) => void,
): Promise<void> {
  const book = auth?.tokensFile ? new TokenBook(auth.tokensFile, clock, log) : null;
  await book?.start();
  shared.causewayDoor = {
    book,
    addresses: new Addresses(auth?.proxies ?? []),
    calls: new CallLimit(clock),
    streams: new OpenLimit(),
  };
}

/** Who asks; null: somebody without a known token. */
export function visitorOf(headers: Headers, book: NonNullable<Door['book']>): Visitor | null {
  const credential = credentialOf(headers);
  return credential ? book.find(credential.token) : null;
}

/** What is wrong with the file of tokens, as `/sources` and `/metrics` tell it. */
export function accessFaults(): { part: string; message: string }[] {
  const message = ownDoor()?.book?.fault;
  return message ? [{ part: 'access', message }] : [];
}
