/**
 * A command line with its values quoted for a POSIX shell: names come from clusters and may hold anything. A value that
 * holds a control character becomes visible text that matches nothing, rather than a second line.
 * @example shell`kubectl --context ${"it's"} get nodes` // kubectl --context 'it'\''s' get nodes
 */
export function shell(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return strings.reduce((line, text, index) => `${line}${quote(String(values[index - 1] ?? ''))}${text}`);
}

function quote(value: string): string {
  const visible = Array.from(value, (character) =>
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(character) ? `\\u{${character.codePointAt(0)?.toString(16)}}` : character,
  ).join('');
  return /^[\w@%+:,./][\w@%+=:,./-]*$/.test(visible) ? visible : `'${visible.replaceAll("'", "'\\''")}'`;
}
