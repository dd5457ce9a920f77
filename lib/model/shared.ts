/** Most values of each kind that are remembered; then it begins anew. What was shared stays so. */
const MOST = 100_000;

/** Answers the same object for the same key, as long as it is remembered. What it answers must not be changed. */
export class Shared<Value> {
  readonly #known = new Map<string, Value>();

  of(key: string, make: () => Value): Value {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST) this.#known.clear();
    const value = make();
    this.#known.set(key, value);
    return value;
  }
}
