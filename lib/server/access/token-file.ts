import 'server-only';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { parseTokens, type TokenEntry, TokenListError, tokensText } from './token-list.ts';

/** Largest file of tokens that is read, bytes: a thousand of them need 200 kB. */
const MAX_BYTES = 1_000_000;

/** The text of a file of tokens. Throws `TokenListError`. */
export async function readTokenFile(file: string): Promise<string> {
  try {
    const text = await readStart(file);
    if (text.length > MAX_BYTES) throw new TokenListError(`larger than ${MAX_BYTES} bytes`);
    return text.toString('utf8');
  } catch (error) {
    if (error instanceof TokenListError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new TokenListError(code === 'ENOENT' ? 'is not there' : `can't be read (${code})`);
  }
}

/** A little more than is allowed, whatever the file says of its size. */
async function readStart(file: string): Promise<Buffer> {
  const handle = await open(/* turbopackIgnore: true */ file, 'r');
  try {
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) return buffer.subarray(0, length);
    }
  } finally {
    await handle.close();
  }
}

/** Changes the list in a file that may not be there yet; whoever reads it at the same time sees all of it or nothing. Throws `TokenListError`. */
export async function changeTokens(
  file: string,
  change: (tokens: readonly TokenEntry[]) => TokenEntry[],
): Promise<void> {
  const tokens = change(existsSync(file) ? parseTokens(await readTokenFile(file)) : []);
  const text = tokensText(tokens);
  parseTokens(text);
  const part = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    const handle = await open(part, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw new TokenListError(`can't be written (${(error as NodeJS.ErrnoException).code ?? error})`);
  }
}
