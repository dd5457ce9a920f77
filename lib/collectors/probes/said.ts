import type { Evidence } from '#lib/model/evidence.ts';
import type { Status } from '#lib/model/status.ts';
import type { Words } from '#lib/model/words.ts';
import type { Peer } from '../collector.ts';
import type { PeerMemory } from './peer-memory.ts';
import type { Settings } from './settings.ts';

/** What one kind of question comes to. */
export interface Said {
  /** As in poll keys; `icmp-df` for all sizes together. */
  kind: string;
  result: Evidence['result'];
  way: Evidence['way'];
  size: Evidence['size'];
  words: Words;
  /** Epoch milliseconds of the answer that it rests on. */
  observedAt: number;
  /** The interval at which answers really come, milliseconds. */
  everyMs: number;
}

/** The status of a statement or a row, taken alone. */
export const STATUS_OF: Readonly<Record<Said['result'], Status>> = {
  pass: 'up',
  fail: 'down',
  impaired: 'degraded',
  none: 'unknown',
};

/** The sentence on a question that was never put through. */
export const UNASKED = '{name} to {peer} could not be tried: {text}';

/** What the judgement of one peer's answers needs to see. */
export interface PeerView {
  peer: Peer;
  known: PeerMemory;
  settings: Settings;
  /** Epoch milliseconds of the first of at least three small echoes lost in a row, or null. */
  lostSince: number | null;
  now: number;
}
