const MAX_CHARACTERS = 500;

/** Control characters, and the marks that reorder or hide text around them (bidirectional controls, zero width, BOM). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** What looks like a credential whoever wrote it: PEM blocks, JSON web tokens, bearer and basic headers, token fields. */
const CREDENTIALS: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(-----END [A-Z0-9 ]+-----|$)/g, '[PEM removed]'],
  [/\beyJ[\w-]{5,}(\.[\w-]*){0,2}/g, '[token removed]'],
  [/\bLS0tLS1CRUdJTi[\w+/=]*/g, '[PEM removed]'],
  [/\b(bearer|basic)\s+(?!realm|token\b)[\w.~+/=-]{8,}/gi, '$1 [removed]'],
  [
    /("?(?:token|password|client-?key-?data|client-?certificate-?data|id_token|refresh_token)"?\s*[:=]\s*)"[^"]*"/gi,
    '$1"[removed]"',
  ],
  [/\b([\w-]*(?:token|password|secret)=)[^\s&"']{6,}/gi, '$1[removed]'],
  [/(\/\/)[^/\s:@]+:[^/\s@]+@/g, '$1[removed]@'],
];

/**
 * Makes a foreign text fit for a message, a log or a page: credentials cut out, invisible characters written as escapes
 * (`\n`, `\u202e`), at most 500 characters. `secrets` are further texts that must not appear.
 */
export function visibleText(text: string, secrets: readonly string[] = []): string {
  // Bounded before the expressions run: a megabyte of stderr is no reason to search a megabyte.
  let shown = text.slice(0, 20 * MAX_CHARACTERS);
  for (const secret of secrets) if (secret.length >= 4) shown = shown.replaceAll(secret, '[removed]');
  for (const [pattern, replacement] of CREDENTIALS) shown = shown.replace(pattern, replacement);
  shown = shown.trim().replace(INVISIBLE, escapeOf).toWellFormed();
  return shown.length > MAX_CHARACTERS ? `${shown.slice(0, MAX_CHARACTERS - 1).toWellFormed()}…` : shown;
}

/** A word that may well be a credential: long, and with a digit in it or longer than words are. */
const SECRETIVE = /(?<![\w.~+/=-])(?=[\w.~+/=-]*\d|[\w.~+/=-]{32})[\w.~+/=-]{12,}/g;

/**
 * The same for words that are known to speak of credentials, as those of an exec plug-in: also whatever may well be one is cut
 * out. An address or a version may go with it; what stays says what went wrong.
 */
export function guardedText(text: string, secrets: readonly string[] = []): string {
  return visibleText(text.slice(0, 20 * MAX_CHARACTERS).replace(SECRETIVE, '[removed]'), secrets);
}

function escapeOf(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  if (character === '\r') return '\\r';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
