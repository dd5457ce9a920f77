import { plain } from '#lib/model/words.ts';
import { findSample, parseExposition } from '#lib/transport/prometheus-text.ts';
import type { PollAnswer } from '../collector.ts';
import type { Call } from './call-log.ts';
import { timeoutOf } from './modules.ts';

/** An answer of the exporter, or why there is none: that is never evidence against a link. */
export type ProbeAnswer =
  | { call: Call; unsent: Unsent | null }
  | { call: null; trouble: string; missingModule: boolean };

/**
 * Why an echo was never sent: the exporter got no `socket` (it lacks NET_RAW), or its host would not `send` the packet
 * (longer than the known path MTU, or no route).
 */
export type Unsent = 'socket' | 'send';

/** Share of the time limit from which on a failure was a wait. */
const WAITED = 0.9;

/** A failed echo that ended under this many milliseconds was never sent: such errors take less than one. */
const UNSENT_MS = 10;

/** A `/probe` text is a few kilobytes; one with more samples is none. */
const MAX_SAMPLES = 1000;

/** Reads the answer to a question that used `module`. */
export function readAnswer(answer: PollAnswer, module: string): ProbeAnswer {
  const { result } = answer;
  const unasked = troubleOfAnswer(result, module);
  if (unasked || !result.ok) return unasked ?? trouble('');

  const { samples } = parseExposition(result.body, MAX_SAMPLES);
  const value = (name: string, labels?: Record<string, string>) => {
    const found = findSample(samples, name, labels)?.value;
    return found !== undefined && Number.isFinite(found) ? found : null;
  };
  const success = value('probe_success');
  const durationMs = (value('probe_duration_seconds') ?? Number.NaN) * 1000;
  if ((success !== 0 && success !== 1) || !(durationMs >= 0))
    return trouble(`malformed: no probe result in the answer of module ${module}`);
  if (success === 1) {
    return { call: { at: answer.at, outcome: 'passed', valueMs: measured(module, value, durationMs) }, unsent: null };
  }
  const limitMs = (value('probe_timeout_seconds') ?? timeoutOf(module) / 1000) * 1000;
  const waited = durationMs >= WAITED * limitMs;
  const answered = (value('probe_http_status_code') ?? 0) > 0 || value('probe_dns_query_succeeded') === 1;
  const connected = (value('probe_http_duration_seconds', { phase: 'connect' }) ?? 0) > 0;
  const outcome = waited ? (connected ? 'hung' : 'silent') : answered ? 'denied' : 'refused';
  if (!module.startsWith('icmp')) return { call: { at: answer.at, outcome, valueMs: null }, unsent: null };
  const setup = value('probe_icmp_duration_seconds', { phase: 'setup' });
  const unsent = durationMs >= UNSENT_MS ? null : setup === 0 ? 'socket' : 'send';
  return { call: { at: answer.at, outcome: unsent === 'socket' ? 'refused' : 'silent', valueMs: null }, unsent };
}

/** Why the exporter did not ask what it should with `module`, or null when it did. */
export function troubleOfAnswer(
  result: PollAnswer['result'],
  module: string,
): { call: null; trouble: string; missingModule: boolean } | null {
  if (!result.ok) return trouble(`the exporter could not be asked: ${result.reason}: ${result.message}`);
  if (result.status === 400 && result.body.startsWith('Unknown module'))
    return {
      ...trouble(`the exporter has no module ${module}; its module file is not the one of deploy/blackbox-exporter`),
      missingModule: true,
    };
  if (result.status !== 200) return trouble(`the exporter answered HTTP ${result.status}: ${firstLine(result.body)}`);
  return null;
}

type Value = (name: string, labels?: Record<string, string>) => number | null;

/** What the probe took, milliseconds: of an echo its round trip, else without the name's resolution. */
function measured(module: string, value: Value, durationMs: number): number {
  const rtt = value('probe_icmp_duration_seconds', { phase: 'rtt' });
  if (module.startsWith('icmp') && rtt !== null && rtt > 0) return rtt * 1000;
  return Math.max(0, durationMs - (value('probe_dns_lookup_time_seconds') ?? 0) * 1000);
}

function trouble(text: string): { call: null; trouble: string; missingModule: boolean } {
  return { call: null, trouble: text, missingModule: false };
}

/** A proxy's refusal is a Status object: its message is what people need. */
function firstLine(body: string): string {
  const message = /"message":\s*"((?:[^"\\]|\\.){1,300})"/.exec(body)?.[1];
  return plain(message?.replace(/\\(.)/g, '$1') ?? body.split('\n', 1)[0]?.trim() ?? '', 200);
}
