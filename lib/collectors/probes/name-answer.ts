import type { DnsOutcome } from '#lib/model/dns-answer.ts';
import { plain } from '#lib/model/words.ts';
import { findSample, parseExposition } from '#lib/transport/prometheus-text.ts';
import type { PollAnswer } from '../collector.ts';
import { troubleOfAnswer } from './answer.ts';
import type { NameCall } from './name-memory.ts';

/** The headings of the exporter's text with `debug=true`: log, metrics, module. */
const METRICS = 'Metrics that would have been returned:';
const MODULE = 'Module configuration:';
const MAX_SAMPLES = 1000;
/** Share of the time limit from which on a failure was a wait. */
const WAITED = 0.9;

/**
 * What Go's resolver says, and libc's where the exporter was built with it (Debian's, for `.local`): `server misbehaving` stands
 * for SERVFAIL and REFUSED alike; libc calls those, a closed port and a lost answer `Temporary failure`.
 */
const WORDS: readonly [RegExp, DnsOutcome][] = [
  [/no such host|Name or service not known|No address associated/, 'not-found'],
  [/i\/o timeout|deadline exceeded/, 'timeout'],
  [/server misbehaving|connection refused|unreachable|Temporary failure/, 'refused'],
];

/** Reads the exporter's answer to a question for a name (module `resolve`, with its log), or why there is none. */
export function readNameAnswer(
  answer: PollAnswer,
  timeoutMs: number,
): { call: NameCall } | { call: null; trouble: string } {
  const { result, at } = answer;
  const trouble = troubleOfAnswer(result, 'resolve');
  if (trouble || !result.ok) return { call: null, trouble: trouble?.trouble ?? '' };
  const [log = '', rest = ''] = result.body.split(METRICS, 2);
  const { samples } = parseExposition(rest.split(MODULE, 1)[0] ?? '', MAX_SAMPLES);
  const family = findSample(samples, 'probe_ip_protocol')?.value;
  const tookMs = (findSample(samples, 'probe_dns_lookup_time_seconds')?.value ?? Number.NaN) * 1000;
  if (family === undefined || !(tookMs >= 0))
    return { call: null, trouble: 'malformed: no lookup in the answer of module resolve' };
  if (family === 4 || family === 6) return { call: { at, outcome: 'answered', says: '', tookMs } };
  const error = /err="(lookup (?:[^"\\]|\\.){1,500})"/.exec(log)?.[1] ?? '';
  const says = plain(error.replace(/^lookup \S+ ?|^: /g, '').replace(/\\(.)/g, '$1'), 200);
  const outcome = WORDS.find(([words]) => words.test(error))?.[1];
  if (tookMs >= WAITED * timeoutMs) return { call: { at, outcome: 'timeout', says, tookMs } };
  if (!outcome) return { call: null, trouble: `a name could not be asked: ${says || 'the exporter does not say why'}` };
  return { call: { at, outcome, says, tookMs } };
}
