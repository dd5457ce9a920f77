/** The value of a JSON text; nothing for any other text: an error message where JSON was promised, or half of it. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
