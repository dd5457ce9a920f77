/** What one thing was, is and will be: a base state and dated patches. Times are epoch milliseconds. */
export class Timeline<State extends object> {
  readonly #base: State;
  #steps: { at: number; patch: Partial<State>; state: State }[] = [];

  constructor(base: State) {
    this.#base = base;
  }

  /** Adds a patch at an instant; later patches stay on top of it. */
  patch(at: number, patch: Partial<State>): void {
    const patches = [...this.#steps, { at, patch, state: this.#base }].toSorted((a, b) => a.at - b.at);
    let state = this.#base;
    this.#steps = patches.map((step) => {
      state = { ...state, ...step.patch };
      return { ...step, state };
    });
  }

  /** The state at an instant. */
  at(time: number): State {
    return this.#steps.findLast((step) => step.at <= time)?.state ?? this.#base;
  }

  /** Every state with the instant from which it holds, the base from minus infinity. */
  steps(): { at: number; state: State }[] {
    return [{ at: Number.NEGATIVE_INFINITY, state: this.#base }, ...this.#steps];
  }
}
