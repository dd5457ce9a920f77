import { words } from '#lib/model/words.ts';
import { actualInterval, type CallLog, failingStreak, lastPass } from './call-log.ts';
import { logOf, troubleOf } from './peer-memory.ts';
import { type PeerView, type Said, UNASKED } from './said.ts';
import type { Target } from './settings.ts';

/** Calls in a row that must end alike before they are a fail. */
const IN_A_ROW = 2;

/** How each kind of exchange with the peer's exporter speaks. */
const KINDS = {
  tcp: { way: 'both', size: 'small', name: 'a TCP connection', passes: 'TCP connects to {peer}', hangs: '' },
  http: {
    way: 'both',
    size: 'small',
    name: 'an HTTP request',
    passes: 'HTTP is answered by {peer}',
    hangs: 'an HTTP request to {peer} connects and then hangs',
  },
  upload: {
    way: 'there',
    size: 'full',
    name: 'an upload',
    passes: 'full-size packets to {peer} arrive',
    hangs: 'full-size packets to {peer} are lost: an upload connects and then hangs',
  },
  download: {
    way: 'back',
    size: 'full',
    name: 'a download',
    passes: 'full-size packets from {peer} arrive',
    hangs: 'full-size packets from {peer} are lost: a download connects and then hangs',
  },
} as const;
export type TransferKind = keyof typeof KINDS;
export const TRANSFER_KINDS = Object.keys(KINDS) as TransferKind[];

/** What the exchanges of one kind with the peer's exporter come to. */
export function judgeTransfer(kind: TransferKind, view: PeerView): Said {
  const { way, size, name, passes, hangs } = KINDS[kind];
  return judgeExchange(view, kind, { way, size, name, passes, hangs: hangs || 'nothing' });
}

/** What the questions to a configured target come to. They speak for it alone. */
export function judgeTarget(target: Target, view: PeerView): Said {
  const name = { tcp: 'a TCP connection', tls: 'a TLS handshake', http: 'an HTTP request', dns: 'a DNS question' };
  return judgeExchange(view, `target/${target.id}`, {
    way: 'both',
    size: 'small',
    name: `${name[target.kind]} to target ${target.id}`,
    passes: `target ${target.id} answers`,
    hangs: `target ${target.id} connects and then hangs`,
    strict: true,
    denies: target.kind === 'dns',
  });
}

interface Manner {
  way: Said['way'];
  size: Said['size'];
  name: string;
  passes: string;
  hangs: string;
  /** A refusal and silence are failures as well: people asked for this target to be watched. */
  strict?: boolean;
  /** And so is an answer with an error. */
  denies?: boolean;
}

/**
 * Only what hangs after it connected accuses a way. What never connects has no way, and speaks against the path only while
 * the echoes are lost too; a refusal is an answer.
 */
function judgeExchange(view: PeerView, kind: string, manner: Manner): Said {
  const { peer, known, settings, lostSince, now } = view;
  const log = logOf(known, kind);
  const everyMs = actualInterval(log, settings.intervals.fullSeconds * 1000);
  const id = kind.split('/')[0] ?? kind;
  const say = (
    result: Said['result'],
    reason: string,
    text: string,
    observedAt: number,
    more: Partial<Said> = {},
    params = {},
  ) => ({
    kind,
    result,
    way: manner.way,
    size: manner.size,
    everyMs,
    words: words(`probes.${id}.${reason}`, text, { peer: peer.cluster, name: manner.name, ...params }),
    observedAt,
    ...more,
  });

  const last = log.calls.at(-1);
  const passed = lastPass(log);
  const trouble = troubleOf(known, kind);
  if (!last && trouble) return say('none', 'unasked', UNASKED, trouble.at, {}, { text: trouble.text });
  if (!last) return say('none', 'waiting', '{name} to {peer} was not tried yet', now);
  const streak = failingStreak(log);
  if (streak.length === 0 || (streak.length < IN_A_ROW && passed)) {
    if (!passed) throw new Error('a call without failures passed');
    if (lostSince !== null && passed.at < lostSince)
      return say('none', 'outdated', '{name} was not tried since small echoes to {peer} are lost', passed.at);
    return say('pass', 'pass', manner.passes, passed.at);
  }
  const recent = streak.slice(-IN_A_ROW);
  const alike = recent.length === IN_A_ROW && recent.every((call) => call.outcome === last.outcome);
  if (manner.strict && recent.length === IN_A_ROW && (last.outcome !== 'denied' || manner.denies))
    return say('fail', 'fail', '{name} fails', last.at);
  if (last.outcome === 'hung')
    return alike
      ? say('fail', 'hung', manner.hangs, last.at)
      : say('none', 'hung-once', '{name} with {peer} hung once; asked again', last.at);
  if (last.outcome === 'silent') {
    return lostSince !== null && alike
      ? say('fail', 'silent', '{name} to {peer} gets no answer', last.at, { way: 'both', size: 'small' })
      : say('none', 'silent-alone', '{name} to {peer} gets no answer: its exporter is filtered or gone', last.at);
  }
  return last.outcome === 'denied'
    ? say('none', 'denied', '{name} to {peer} is answered with an error', last.at)
    : say('none', 'refused', '{name} to {peer} is refused: its exporter does not answer', last.at);
}

/** Whether full-size transfers of a kind pass or hang, by their last answer. */
export function lastTransfer(log: CallLog): 'passes' | 'hangs' | 'unknown' {
  const outcome = log.calls.at(-1)?.outcome;
  return outcome === 'passed' ? 'passes' : outcome === 'hung' ? 'hangs' : 'unknown';
}
