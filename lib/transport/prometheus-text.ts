/** One sample of an exposition. */
export interface ExposedSample {
  name: string;
  labels: Record<string, string>;
  /** May be NaN or infinite, as written. */
  value: number;
}

/** What an exposition held. */
export interface Exposition {
  samples: ExposedSample[];
  /** Lines that are no sample, no comment and not empty. */
  junkLines: number;
  /** True when the limit of samples was reached and the rest was left out. */
  cut: boolean;
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /\s*(?:"((?:[^"\\]|\\.)*)"|([a-zA-Z_][a-zA-Z0-9_]*))\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|(?=\}))/y;
const NUMBER = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf|infinity|nan)$/i;
const MAX_LINE_CHARACTERS = 16_384;

/**
 * Reads the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/) and of OpenMetrics as
 * far as samples go: timestamps, exemplars, types and units are passed over. What can't be read is counted, never thrown.
 */
export function parseExposition(text: string, maxSamples = 50_000): Exposition {
  const samples: ExposedSample[] = [];
  let junkLines = 0;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end < 0 ? text.length : end).trim();
    from = end < 0 ? text.length : end + 1;
    if (line === '' || line.startsWith('#')) continue;
    if (samples.length >= maxSamples) return { samples, junkLines, cut: true };
    const sample = line.length > MAX_LINE_CHARACTERS ? null : parseSample(line);
    if (sample) samples.push(sample);
    else junkLines += 1;
  }
  return { samples, junkLines, cut: false };
}

/** The first sample of that name whose labels include `labels`, or undefined. */
export function findSample(
  samples: readonly ExposedSample[],
  name: string,
  labels: Record<string, string> = {},
): ExposedSample | undefined {
  const wanted = Object.entries(labels);
  return samples.find((one) => one.name === name && wanted.every(([key, value]) => one.labels[key] === value));
}

function parseSample(line: string): ExposedSample | null {
  NAME.lastIndex = 0;
  const name = NAME.exec(line)?.[0];
  let at = name?.length ?? 0;
  if (!name) return null;
  // No prototype: a label may be called `__proto__`.
  const labels: Record<string, string> = Object.create(null);
  while (line[at] === ' ') at++;
  if (line[at] === '{') {
    at++;
    for (;;) {
      while (line[at] === ' ') at++;
      if (line[at] === '}') break;
      LABEL.lastIndex = at;
      const label = LABEL.exec(line);
      if (!label) return null;
      labels[label[1] === undefined ? (label[2] ?? '') : unescaped(label[1])] = unescaped(label[3] ?? '');
      at = LABEL.lastIndex;
    }
    at++;
  }
  const word = line.slice(at).trim().split(/\s+/, 1)[0] ?? '';
  return NUMBER.test(word) ? { name, labels, value: numberOf(word) } : null;
}

function numberOf(word: string): number {
  const sign = word.startsWith('-') ? -1 : 1;
  const rest = word.replace(/^[+-]/, '').toLowerCase();
  if (rest.startsWith('inf')) return sign * Number.POSITIVE_INFINITY;
  return rest === 'nan' ? Number.NaN : sign * Number(rest);
}

function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/gs, (_, one: string) => (one === 'n' ? '\n' : one)) : text;
}
