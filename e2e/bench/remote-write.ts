import type { SeriesKey } from '#lib/history/store.ts';

/*
 * Prometheus remote write 1.0: a protobuf WriteRequest in a snappy block. The block holds literals only, which costs
 * the receiver less than unpacking would.
 * Field numbers: https://github.com/prometheus/prometheus/blob/main/prompb/types.proto
 */
const LENGTH_DELIMITED = 2;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

function field(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | LENGTH_DELIMITED, ...varint(bytes.length)]), bytes]);
}

function label(name: string, value: string): Buffer {
  return field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(value))]));
}

const MAX_LITERAL = 65_536;

/** The block: length of the content, then literals of at most 64 KiB with a two-byte length. */
function snappyLiterals(content: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from(varint(content.length))];
  for (let start = 0; start < content.length; start += MAX_LITERAL) {
    const literal = content.subarray(start, start + MAX_LITERAL);
    const last = literal.length - 1;
    parts.push(Buffer.from([61 << 2, last & 255, last >> 8]), literal);
  }
  return Buffer.concat(parts);
}

/** Makes the request bodies of one tick: series `rtt{subject="..."}`, one sample each. */
export class RemoteWriteEncoder {
  private readonly template: Buffer;
  private readonly samples: number[] = [];

  constructor(series: readonly SeriesKey[]) {
    const parts: Buffer[] = [];
    let length = 0;
    for (const { subject } of series) {
      // Sample: field 1 the value (a double), field 2 the instant (a varint of 6 bytes in this century).
      const sample = Buffer.from([(1 << 3) | 1, ...new Array(8).fill(0), 2 << 3, ...new Array(6).fill(0)]);
      const part = field(1, Buffer.concat([label('__name__', 'rtt'), label('subject', subject), field(2, sample)]));
      parts.push(part);
      length += part.length;
      this.samples.push(length - sample.length);
    }
    this.template = Buffer.concat(parts);
  }

  encode(at: number, values: Float64Array): Buffer {
    const instant = varint(at);
    if (instant.length !== 6) throw new RangeError('an instant outside of this century');
    for (const [i, offset] of this.samples.entries()) {
      this.template.writeDoubleLE(values[i] ?? Number.NaN, offset + 1);
      for (const [k, byte] of instant.entries()) this.template[offset + 10 + k] = byte;
    }
    return snappyLiterals(this.template);
  }
}
