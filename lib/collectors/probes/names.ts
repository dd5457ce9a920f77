import type { AskedNames, DnsAnswer } from '#lib/model/dns-answer.ts';
import type { CollectorInput, PollAnswer } from '../collector.ts';
import { timeoutOf } from './modules.ts';
import { readNameAnswer } from './name-answer.ts';
import { type KnownName, type NameMemory, NEW_NAME } from './name-memory.ts';
import type { ProbeMemory } from './peer-memory.ts';
import { questionOf, sameQuestions } from './question.ts';
import type { Settings } from './settings.ts';
import { OWN_NAME, type WantedName, wantedNames } from './wanted-names.ts';

/** The exporter's module that resolves a name and sends nothing. */
const MODULE = 'resolve';
/** Failures in a row from which on one is told: a single lost packet is none. */
const SURE = 2;
/** An answer counts for so many of its intervals. */
const FRESH_INTERVALS = 3;

/** No id of a cluster holds a colon: these are nobody's polls. */
function keyOf({ service }: WantedName): string {
  return `dns:${service}`;
}

/** Takes in the answers for names since the last call, and plans what to ask from now on. */
export function rememberNames({ view, settings, memory, answers }: CollectorInput<Settings, ProbeMemory>): NameMemory {
  const { wanted, leftOut } = wantedNames(view, settings);
  const before = memory.names;
  if (wanted.length === 0 && before.polls.length === 0) return before;
  const known = new Map(
    wanted.map((one): [string, KnownName] => {
      const key = keyOf(one);
      const own = answers.filter((answer) => answer.key === key);
      return [key, own.reduce((name, answer) => learn(name, one, answer, settings), before.known.get(key) ?? NEW_NAME)];
    }),
  );
  const { fullSeconds, againSeconds } = settings.intervals;
  const polls = wanted.map((one) => {
    const name = known.get(keyOf(one));
    const doubted = name?.last && name.inRow < SURE && name.last.outcome !== 'answered';
    return questionOf(settings, {
      key: keyOf(one),
      module: MODULE,
      target: one.name,
      everySeconds: doubted ? againSeconds : fullSeconds,
      withLog: true,
    });
  });
  return { known, polls: sameQuestions(before.polls, polls) ? before.polls : polls, leftOut };
}

function learn(name: KnownName, wanted: WantedName, answer: PollAnswer, { intervals }: Settings): KnownName {
  const read = readNameAnswer(answer, timeoutOf(MODULE));
  if (!read.call) return { ...name, trouble: read.trouble };
  const { call } = read;
  const inRow = name.last?.outcome === call.outcome ? name.inRow + 1 : 1;
  const everyMs = Math.max(intervals.fullSeconds * 1000, answer.everyMs ?? 0);
  const told: DnsAnswer = {
    name: wanted.name.replace(/\.$/, ''),
    outcome: call.outcome,
    says: call.says,
    tookMs: call.tookMs,
    observedAt: call.at,
    freshForMs: FRESH_INTERVALS * everyMs,
  };
  const sure = call.outcome === 'answered' || inRow >= SURE;
  return { last: call, inRow, told: sure ? told : name.told, trouble: '' };
}

/** What the names come to. */
export function askedNames({ known }: NameMemory): AskedNames {
  const services = new Map<string, DnsAnswer>();
  for (const [key, { told }] of known) {
    const service = key.slice(keyOf(OWN_NAME).length);
    if (told && service !== '') services.set(service, told);
  }
  return { services, own: known.get(keyOf(OWN_NAME))?.told ?? null };
}

/** What can't be asked, once. */
export function nameTroubles({ known, leftOut }: NameMemory, { names }: Settings): string[] {
  const troubles = new Set([...known.values()].flatMap(({ trouble }) => trouble || []));
  const more = `names of ${leftOut} imported services are not asked: more than ${names.most}`;
  return [...troubles, ...(leftOut > 0 ? [more] : [])];
}
