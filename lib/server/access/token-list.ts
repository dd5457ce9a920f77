import 'server-only';
import { stringify } from 'yaml';
import { z } from 'zod';
import { Role } from '#lib/api/session.ts';
import { readYaml } from '#lib/transport/yaml-text.ts';

const NAME = /^[a-z0-9](?:[a-z0-9._@-]{0,61}[a-z0-9])?$/i;
/** Every request is compared with every token. */
const MOST_TOKENS = 1000;

/** One token as the file keeps it: its hash, whose it is, and what it may do. */
const TokenEntry = z.strictObject(
  {
    name: z.string().regex(NAME, 'must be at most 63 letters, digits and . _ @ -, with a letter or digit at both ends'),
    role: z.enum(Role.options, { error: `must be one of ${Role.options.join(', ')}` }),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of a token, 64 hexadecimal digits'),
    createdAt: z.iso.datetime({ offset: true, error: 'must be an RFC 3339 instant' }).optional(),
  },
  // The own words of the schema would repeat the key, and somebody may have put a token there.
  { error: 'must have the fields name, role and sha256, and no others but createdAt' },
);
export type TokenEntry = z.infer<typeof TokenEntry>;

const TokenList = z.strictObject(
  {
    tokens: z
      .array(TokenEntry, { error: 'must be a list, which may be empty' })
      .max(MOST_TOKENS, `at most ${MOST_TOKENS} tokens can be known`),
  },
  { error: 'must have the field tokens, a list that may be empty, and no other' },
);

/** A list that can't be used; the message says where and why, without a word of its text. */
export class TokenListError extends Error {}

/** Reads the text of `auth.tokensFile`. Throws `TokenListError`. An empty text is a fault: nobody takes all tokens back by accident. */
export function parseTokens(text: string): TokenEntry[] {
  const { value, faults } = readYaml(text);
  const [fault] = faults;
  if (fault) throw new TokenListError(`line ${fault.line}: ${fault.message}`);
  const parsed = TokenList.safeParse(value);
  const issue = parsed.error?.issues[0];
  if (!parsed.success) throw new TokenListError(`${placeOf(issue?.path ?? [])}: ${issue?.message}`);
  const { tokens } = parsed.data;
  for (const [at, { name, sha256 }] of tokens.entries()) {
    if (tokens.findIndex((one) => one.name === name) < at)
      throw new TokenListError(`tokens[${at}].name: "${name}" is there twice`);
    if (tokens.findIndex((one) => one.sha256 === sha256) < at)
      throw new TokenListError(`tokens[${at}].sha256: the same token is there twice`);
  }
  return tokens;
}

/** The text of a list. */
export function tokensText(tokens: readonly TokenEntry[]): string {
  return `# Who may use Causeway: hashes of tokens, no tokens. Made by \`npm run -s token\`; take an entry out to revoke it.\n${stringify({ tokens })}`;
}

function placeOf(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '') || 'the file';
}
