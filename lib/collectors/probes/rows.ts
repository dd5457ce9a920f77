import { ownAlias, type Reading } from '#lib/model/reading.ts';
import { failingStreak, lastPass } from './call-log.ts';
import { logOf, troubleOf } from './peer-memory.ts';
import { offerOf } from './plan.ts';
import { type PeerView, type Said, STATUS_OF } from './said.ts';
import { sizesEveryMs } from './sizes.ts';

type Row = Reading['probes'][number];

const WHAT: Readonly<Record<string, string>> = {
  icmp: 'small echo',
  'icmp-df': 'echo, do not fragment',
  tcp: 'TCP connect',
  http: 'HTTP request',
  upload: 'full-size upload',
  download: 'full-size download',
};

/** The table of probes: one row for each kind of call that was answered or could not be asked, one for each size that was asked. */
export function rowsOf(view: PeerView, said: readonly Said[]): Row[] {
  const { peer, known, settings } = view;
  const offer = offerOf(peer);
  const rest = { peer: ownAlias(peer.cluster), target: offer?.address ?? '' };
  const rows: Row[] = [];
  for (const one of said) {
    const log = logOf(known, one.kind);
    const last = log.calls.at(-1);
    const trouble = troubleOf(known, one.kind);
    if (!last && !trouble) continue;
    const target = settings.targets.find((candidate) => one.kind === `target/${candidate.id}`);
    rows.push({
      ...rest,
      id: one.kind,
      kind: target?.kind ?? one.kind,
      what: target ? `target ${target.id}` : (WHAT[one.kind] ?? one.kind),
      target: target?.target ?? rest.target,
      sizeBytes: null,
      everyMs: one.everyMs,
      status: STATUS_OF[one.result],
      passed: log.calls.filter((call) => call.outcome === 'passed').length,
      of: log.calls.length,
      valueMs: lastPass(log)?.valueMs ?? null,
      observedAt: last?.at ?? null,
      remark: trouble?.text ?? (failingStreak(log).length > 0 ? one.words.text : ''),
    });
  }
  const everyMs = sizesEveryMs(known, settings);
  for (const [size, outcome] of Object.entries(known.sizes.outcomes)) {
    rows.push({
      ...rest,
      id: `icmp-df/${size}`,
      kind: 'icmp-df',
      what: 'echo, do not fragment',
      sizeBytes: Number(size),
      everyMs,
      // A size that is too large is no fault in itself: the word on all sizes together judges.
      status: outcome.passed ? 'up' : 'unknown',
      passed: outcome.passed ? 1 : 0,
      of: outcome.passed ? 1 : outcome.failures,
      valueMs: null,
      observedAt: outcome.at,
      remark: outcome.passed
        ? ''
        : outcome.unsent === 'socket'
          ? 'not allowed to send'
          : outcome.unsent
            ? 'message too long'
            : 'no answer',
    });
  }
  return rows;
}
