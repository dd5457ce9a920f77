import { type ByteReader, type ByteWriter, DamagedPage } from './bytes.ts';

/** Writes codes of up to 24 bits, highest bit first, behind what the writer holds. `mostBytes` bounds what will be written. */
export class BitWriter {
  private readonly writer: ByteWriter;
  private readonly bytes: Uint8Array;
  private length: number;
  private window = 0;
  private held = 0;

  constructor(writer: ByteWriter, mostBytes: number) {
    writer.reserve(mostBytes);
    this.writer = writer;
    this.bytes = writer.bytes;
    this.length = writer.length;
  }

  put(code: number, bits: number): void {
    this.window = (this.window << bits) | code;
    this.held += bits;
    while (this.held >= 8) {
      this.held -= 8;
      this.bytes[this.length++] = this.window >>> this.held;
    }
  }

  /** Fills the last byte with zeros. */
  end(): void {
    if (this.held > 0) this.put(0, 8 - this.held);
    this.writer.length = this.length;
  }
}

/** Reads such codes; past the end it reads zeros, and `end` throws `DamagedPage` then. */
export class BitReader {
  private readonly reader: ByteReader;
  private readonly bytes: Uint8Array;
  private position: number;
  private window = 0;
  private held = 0;

  constructor(reader: ByteReader) {
    this.reader = reader;
    this.bytes = reader.bytes;
    this.position = reader.position;
  }

  private fill(): void {
    for (; this.held <= 24; this.held += 8) this.window |= (this.bytes[this.position++] ?? 0) << (24 - this.held);
  }

  /** How many ones come next (at least 25 bits are looked at); nothing is consumed. */
  leadingOnes(): number {
    this.fill();
    return Math.clz32(~this.window);
  }

  /** Skips bits that `leadingOnes` has looked at. */
  skip(bits: number): void {
    this.window <<= bits;
    this.held -= bits;
  }

  /** The next 1 to 24 bits. */
  take(bits: number): number {
    this.fill();
    const code = this.window >>> (32 - bits);
    this.window <<= bits;
    this.held -= bits;
    return code;
  }

  /** Leaves the reader at the byte behind the codes. */
  end(): void {
    this.reader.position = this.position - (this.held >> 3);
    if (this.reader.position > this.bytes.length) throw new DamagedPage('page ends early');
  }
}
