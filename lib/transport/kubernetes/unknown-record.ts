/** A JSON object of which nothing is known yet. */
export type UnknownRecord = Record<string, unknown>;

/** The value if it is an object (no array, not null), else undefined. */
export function asRecord(value: unknown): UnknownRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as UnknownRecord) : undefined;
}

/** The value if it is a text that isn't empty, else undefined. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
