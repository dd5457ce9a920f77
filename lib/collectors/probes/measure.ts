import type { Measurement } from '#lib/model/reading.ts';
import { ownAlias } from '#lib/model/reading.ts';
import type { Metric } from '#lib/model/sample.ts';
import type { About } from '#lib/model/statement.ts';
import type { Peer, PollAnswer } from '../collector.ts';
import { deviation, type Outcome, ratioOf, valuesOf } from './call-log.ts';
import { logOf, type PeerMemory } from './peer-memory.ts';
import { expectedSize } from './search-context.ts';
import type { Settings } from './settings.ts';
import { lastTransfer } from './transfer.ts';

/** Our probes come first; what they say of the way back yields to what the far side measures there itself. */
const OWN_WAY = 10;
const WAY_BACK = 15;

const HUNG: readonly Outcome[] = ['hung'];
const LOST: readonly Outcome[] = ['silent'];

/** The numbers that the answers since the last call bring for one peer. */
export function measurePeer(
  peer: Peer,
  known: PeerMemory,
  before: PeerMemory,
  settings: Settings,
  answers: readonly PollAnswer[],
): Measurement[] {
  const found: Measurement[] = [];
  const put = (metric: Metric, value: number | null, at: number, more: Partial<Measurement> = {}) =>
    found.push({ about: way(peer, 'out'), metric, value, at, preference: OWN_WAY, basis: 'measured', ...more });
  const asked = new Set(
    answers.flatMap(({ key }) => (key.startsWith(`${peer.cluster}/`) ? [key.slice(peer.cluster.length + 1)] : [])),
  );
  // One series for each direction: of several DNS targets the first one is it.
  const dns = settings.targets.find((target) => target.kind === 'dns' && target.cluster === peer.cluster);
  const firstDns = dns && `target/${dns.id}`;
  const since = answers[0]?.at ?? 0;
  for (const kind of asked) {
    const log = logOf(known, kind);
    const calls = log.calls.filter((call) => call.at >= since);
    const last = calls.at(-1);
    const metric = VALUES[kind] ?? (kind === firstDns ? 'dnsMs' : undefined);
    if (metric) for (const call of calls) put(metric, call.valueMs, call.at);
    if (!last) continue;
    if (kind === 'icmp') {
      put('jitterMs', deviation(valuesOf(log)), last.at);
      put('lossRatio', ratioOf(log, LOST), last.at);
    }
    if (kind === 'upload') put('fullLossRatio', ratioOf(log, HUNG), last.at);
    if (kind === 'download') {
      const back = { about: way(peer, 'in'), preference: WAY_BACK };
      put('fullLossRatio', ratioOf(log, HUNG), last.at, back);
    }
  }
  const size = [...asked].some((kind) => kind.startsWith('icmp-df/') || kind === 'upload' || kind === 'download');
  if (size || known.sizes.limit !== before.sizes.limit)
    found.push(...measureSize(peer, known, Math.max(...answers.map((answer) => answer.at))));
  return found;
}

const VALUES: Readonly<Record<string, Metric>> = { icmp: 'rttMs', tcp: 'tcpMs', http: 'httpMs' };

/** The round trip's limit; where it is too low and transfers of one way pass, that way shows the size that should fit. */
function measureSize(peer: Peer, known: PeerMemory, at: number): Measurement[] {
  const { limit } = known.sizes;
  const expected = expectedSize(peer, known);
  const low = limit !== null && expected !== null && (limit.largest ?? 0) < expected;
  const upload = lastTransfer(logOf(known, 'upload'));
  const download = lastTransfer(logOf(known, 'download'));
  const rest = { metric: 'mtuBytes', at } as const;
  const sizes: Measurement[] = [];
  if (low && upload === 'passes')
    sizes.push({ ...rest, about: way(peer, 'out'), value: expected, preference: OWN_WAY, basis: 'inferred' });
  else if (limit && limit.largest !== null)
    sizes.push({ ...rest, about: way(peer, 'out'), value: limit.largest, preference: OWN_WAY, basis: 'measured' });
  if (expected !== null && download === 'passes')
    sizes.push({ ...rest, about: way(peer, 'in'), value: expected, preference: WAY_BACK, basis: 'inferred' });
  return sizes;
}

function way(peer: Peer, direction: 'out' | 'in'): About {
  return { kind: 'peer', peer: ownAlias(peer.cluster), direction };
}
