import { parseArgs } from 'node:util';
import { Role } from '#lib/api/session.ts';
import { UsageError } from './fleet-options.ts';

/** What `npm run -s token` was asked for; `file` null: the file that the configuration names. */
export type TokenOptions = { file: string | null; name: string } & ({ ask: 'make'; role: Role } | { ask: 'revoke' });

const TEXT = { type: 'string' } as const;
const OPTIONS = { name: TEXT, role: TEXT, file: TEXT, revoke: TEXT } as const;
const HOW = `--name NAME --role ${Role.options.join('|')} makes one, --revoke NAME takes one back; --file FILE where no configuration names it`;

/** Reads the arguments of `npm run -s token`. Throws `UsageError`. */
export function tokenOptions(args: string[]): TokenOptions {
  const { name, role, revoke, file = null } = parse(args);
  if (revoke !== undefined && name === undefined && role === undefined) return { file, ask: 'revoke', name: revoke };
  const known = Role.safeParse(role);
  if (name === undefined || revoke !== undefined || !known.success) throw new UsageError(`token: ${HOW}`);
  return { file, ask: 'make', name, role: known.data };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch {
    // Node's own words repeat the argument, which may be a token.
    throw new UsageError(`token: ${HOW}`);
  }
}
