import { z } from 'zod';

/**
 * One sentence: a stable id, its slow parameters, and the English text made of them. Numbers that move are samples and
 * never stand here: a change of words makes a revision. `text` may hold untrusted words of a cluster: it is text, never markup.
 */
export const Words = z.object({
  id: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  text: z.string(),
});
export type Words = z.infer<typeof Words>;

/** Makes words; `text` may name parameters in braces: `words('x.y', 'no answer from {node}', {node: 'w1'})`. */
export function words(id: string, text: string, params: Words['params'] = {}): Words {
  return { id, params, text: text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole)) };
}

/** Whether two sentences say the same. */
export function sameWords(a: Words, b: Words): boolean {
  if (a === b) return true;
  if (a.id !== b.id || a.text !== b.text) return false;
  const names = Object.keys(a.params);
  return names.length === Object.keys(b.params).length && names.every((name) => a.params[name] === b.params[name]);
}

/** Longest text that is kept from a cluster, in characters. */
const MAX_UNTRUSTED_LENGTH = 500;

/** What `plain` looks at more closely; nearly every text has none of it. */
const SUSPECT = /[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;

/**
 * Makes a string from a cluster safe to show and log as text: control characters become visible escapes, direction marks
 * are named (a right-to-left override must not turn a table row round), overlong text is cut with its length.
 */
export function plain(value: unknown, maxLength = MAX_UNTRUSTED_LENGTH): string {
  const text = typeof value === 'string' ? value : String(JSON.stringify(value) ?? value);
  if (text.length <= maxLength && !SUSPECT.test(text)) return text;
  const visible = Array.from(text.slice(0, maxLength), (character) => {
    const code = character.codePointAt(0) ?? 0;
    const control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    const direction =
      (code >= 0x200b && code <= 0x200f) ||
      (code >= 0x2028 && code <= 0x202e) ||
      (code >= 0x2060 && code <= 0x206f) ||
      code === 0xfeff;
    const lonely = code >= 0xd800 && code <= 0xdfff;
    return control || direction || lonely ? `\\u{${code.toString(16)}}` : character;
  }).join('');
  return text.length > maxLength ? `${visible}… (${text.length} characters)` : visible;
}
