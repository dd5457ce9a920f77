import { plain } from '#lib/model/words.ts';

/** An object of unknown shape, as a cluster sent it. */
export type Shape = Record<string, unknown>;

/** Longest name, address or enum that is kept, in characters: the limit of a DNS name. */
const MAX_NAME_LENGTH = 253;

/** The value as an object, or an empty one: a wrong shape reads like an absent field. */
export function shapeOf(value: unknown): Shape {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Shape) : {};
}

/** The value as a list, or an empty one. */
export function listOf(value: unknown, max: number): unknown[] {
  return Array.isArray(value) ? value.slice(0, max) : [];
}

/** A string made safe to show, or the empty string: an omitted field, `null` and a number all read as "nothing said". */
export function textOf(value: unknown, maxLength = MAX_NAME_LENGTH): string {
  return typeof value === 'string' ? plain(value, maxLength) : '';
}

/** The strings of a list that are not empty. */
export function textsOf(value: unknown, max = 64): string[] {
  return listOf(value, max)
    .map((item) => textOf(item))
    .filter((text) => text !== '');
}

/** `metadata.name`, safe to show. */
export function nameOf(object: Shape): string {
  return textOf(shapeOf(object.metadata).name);
}
