import { parseArgs } from 'node:util';

/** Arguments that can't be; the message is one line that says what can. */
export class UsageError extends Error {}

/** What `npm run -s fleet` was asked for. */
export interface FleetOptions {
  /** Seconds to read before the answer is printed. */
  seconds: number;
  /** Prints again every so many seconds until interrupted; null: prints once. */
  everySeconds: number | null;
}

const OPTIONS = { seconds: { type: 'string', default: '20' }, every: { type: 'string' } } as const;

/** Longest time that a timer of Node can wait, seconds; a longer one would end at once. */
const MOST_SECONDS = Math.floor((2 ** 31 - 1) / 1000);

/** Reads the arguments of `npm run -s fleet`. Throws `UsageError`. */
export function fleetOptions(args: string[]): FleetOptions {
  // Strict parsing takes `-1` for an option, and says so in three lines.
  const { values, positionals } = parseArgs({ args, options: OPTIONS, strict: false });
  const unknown = Object.keys(values).find((name) => !Object.hasOwn(OPTIONS, name)) ?? positionals[0];
  if (unknown !== undefined)
    throw new UsageError(`fleet: unknown argument "${unknown}"; there are --seconds and --every`);
  const { seconds, every } = values;
  return {
    seconds: secondsOf('seconds', seconds),
    everySeconds: every === undefined ? null : secondsOf('every', every),
  };
}

function secondsOf(name: string, given: unknown): number {
  const seconds = typeof given === 'string' && given.trim() !== '' ? Number(given) : Number.NaN;
  if (seconds > 0 && seconds <= MOST_SECONDS) return seconds;
  throw new UsageError(`fleet: --${name} must be a number of seconds above 0, at most ${MOST_SECONDS}`);
}
