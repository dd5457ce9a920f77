/** What is due when, to the second: of hundreds of thousands of things those that are due are found without looking at the others. */
export class Calendar<Item> {
  readonly #bySecond = new Map<number, Set<Item>>();

  /** Notes an item for an instant, epoch milliseconds; Infinity: never. An item may be noted more than once. */
  put(item: Item, at: number): void {
    if (at === Number.POSITIVE_INFINITY) return;
    const second = Math.floor(at / 1000);
    const items = this.#bySecond.get(second) ?? new Set<Item>();
    this.#bySecond.set(second, items.add(item));
  }

  /** Takes out the items of all seconds that have begun by now. */
  *take(now: number): Generator<Item> {
    for (const [second, items] of [...this.#bySecond]) {
      if (second > now / 1000) continue;
      this.#bySecond.delete(second);
      yield* items;
    }
  }
}
