/** A page that can't be what was written: thrown by its readers, and told to the caller as a corrupt file. */
export class DamagedPage extends Error {
  override readonly name = 'DamagedPage';
}

/** A growing buffer of bytes, reused between pages. Varints are little-endian, 7 bits a byte, exact up to 2^53. */
export class ByteWriter {
  bytes = new Uint8Array(1 << 12);
  length = 0;

  /** Makes room for `more` bytes; callers that write to `bytes` themselves ask first. */
  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  varint(value: number): void {
    this.reserve(8);
    let rest = value;
    while (rest >= 0x80000000) {
      this.bytes[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      this.bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  zigzag(value: number): void {
    this.varint(fold(value));
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A copy of what was written; the writer starts afresh. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}

/** Reads what `ByteWriter` wrote; throws `DamagedPage` past the end, so a damaged page can't be read as numbers. */
export class ByteReader {
  readonly bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position = 0) {
    this.bytes = bytes;
    this.position = position;
  }

  get atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  byte(): number {
    const value = this.bytes[this.position++];
    if (value === undefined) throw new DamagedPage('page ends early');
    return value;
  }

  varint(): number {
    let byte = this.byte();
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let factor = 128; ; factor *= 128) {
      byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      if (factor > 2 ** 53) throw new DamagedPage('number too long');
    }
  }

  zigzag(): number {
    return unfold(this.varint());
  }
}

/** Signed to unsigned, small magnitudes to small numbers: 0, -1, 1, -2 become 0, 1, 2, 3. */
export function fold(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

export function unfold(folded: number): number {
  return folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2;
}
