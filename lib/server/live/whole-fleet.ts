import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

const compress = promisify(gzip);

/** The whole fleet of one revision as JSON, in parts that follow each other; compressed once, whoever asks. */
export class WholeFleet {
  readonly revision: number;
  readonly parts: readonly Uint8Array[];
  #gzip: Promise<Uint8Array> | undefined;

  constructor(revision: number, parts: readonly Uint8Array[]) {
    this.revision = revision;
    this.parts = parts;
  }

  /** As gzip writes it at its fastest, outside our thread: numbers in columns hardly shrink further with more work. */
  gzip(): Promise<Uint8Array> {
    this.#gzip ??= compress(Buffer.concat(this.parts), { level: constants.Z_BEST_SPEED });
    return this.#gzip;
  }
}
