import { readFile, stat } from 'node:fs/promises';
import { TransportError } from '../transport-error.ts';
import type { PemSource, ServerAccess, UserAccess } from './cluster-context.ts';
import type { Credential } from './credentials.ts';

/** The certificates of a connection, PEM. */
export interface TlsMaterial {
  ca: string | undefined;
  cert: string | undefined;
  key: string | undefined;
}

/** Reads CA, client certificate and key, again whenever a file on disk was replaced. */
export interface TlsMaterialReader {
  /** `credential` may bring its own certificate. Throws `TransportError` when a file can't be read. */
  read(credential: Credential | undefined): Promise<TlsMaterial>;
}

export function openTlsMaterial(access: ServerAccess & UserAccess): TlsMaterialReader {
  const [ca, cert, key] = [pemReader(access.ca), pemReader(access.cert), pemReader(access.key)];
  return {
    async read(credential) {
      if (credential?.cert && credential.key) return { ca: await ca(), cert: credential.cert, key: credential.key };
      const [caPem, certPem, keyPem] = await Promise.all([ca(), cert(), key()]);
      return { ca: caPem, cert: certPem, key: keyPem };
    },
  };
}

/** Asks the file system for the file's stamp each time, for its content only when the stamp changed. */
function pemReader(source: PemSource | undefined): () => Promise<string | undefined> {
  if (!source) return async () => undefined;
  if ('pem' in source) return async () => source.pem;
  const { file } = source;
  let held: { stamp: string; pem: string } | null = null;
  return async () => {
    try {
      const { mtimeNs, ctimeNs, ino, size } = await stat(file, { bigint: true });
      const stamp = `${mtimeNs} ${ctimeNs} ${ino} ${size}`;
      if (held?.stamp !== stamp) held = { stamp, pem: await readFile(file, 'utf8') };
      return held.pem;
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? thrown.code : thrown;
      throw new TransportError(
        'unauthorised',
        `${file}: ${code === 'ENOENT' ? 'does not exist' : `can't be read (${code})`}`,
        { detail: 'own-credentials' },
      );
    }
  };
}
