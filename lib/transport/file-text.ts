import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { TransportError } from './transport-error.ts';

/** The text of a file, and when it was written last, epoch milliseconds. */
export interface FileText {
  body: string;
  modifiedAt: number;
}

/**
 * Reads a file that another program writes anew from time to time. Throws `TransportError`: `unreachable` where it can't be
 * opened or is no file (a pipe would never end), `malformed` where it is larger than `maxBytes`.
 */
export async function readFileText(path: string, maxBytes: number): Promise<FileText> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await file.stat();
    if (!stat.isFile()) throw new TransportError('unreachable', `${path}: is no file`);
    // One byte more than it had: what grows while it is read is read again later.
    const buffer = Buffer.alloc(Math.min(stat.size, maxBytes) + 1);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    if (bytesRead > maxBytes)
      throw new TransportError('malformed', `${path}: larger than ${maxBytes} bytes`, { tooLarge: true });
    return { body: buffer.toString('utf8', 0, bytesRead), modifiedAt: Math.round(stat.mtimeMs) };
  } catch (thrown) {
    if (thrown instanceof TransportError) throw thrown;
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
    throw new TransportError('unreachable', `${path}: can't be read (${code})`);
  }
}
