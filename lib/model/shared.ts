/** Most values of a generation. */
const MOST = 100_000;

/**
 * Answers the same object for the same key, as long as it is remembered: what was not asked for while as many others came is
 * forgotten. What it answers must not be changed.
 */
export class Shared<Value> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  of(key: string, make: () => Value): Value {
    const known = this.#young.get(key);
    if (known !== undefined) return known;
    const value = this.#old.get(key) ?? make();
    if (this.#young.size >= MOST) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
    return value;
  }
}
