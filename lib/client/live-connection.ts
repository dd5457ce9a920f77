/** The part of the browser's EventSource that is used. */
export interface EventStream {
  readyState: number;
  onerror: ((event: Event) => void) | null;
  addEventListener(type: string, listen: (event: MessageEvent<string>) => void): void;
  close(): void;
}

/** Time and network as the connection sees them; tests hand in their own. */
export interface LiveSurroundings {
  open(): EventStream;
  now(): number;
  every(ms: number, run: () => void): () => void;
  after(ms: number, run: () => void): () => void;
}

export interface LiveListener {
  /** One event of the stream, its data parsed from JSON. `resync` asks for a new snapshot: what is held does not fit. */
  onEvent(type: LiveEventType, data: unknown): 'ok' | 'resync';
  /** Whether the server is heard. Called when it changes. */
  onLive(live: boolean): void;
}

export const LIVE_EVENTS = ['snapshot', 'patch', 'figures', 'heartbeat'] as const;
export type LiveEventType = (typeof LIVE_EVENTS)[number];

// The server's heart beats every 2 s; two missed beats and the page must have said so before the fifth second.
const SILENT_AFTER_MS = 4_150;
const WATCH_EVERY_MS = 250;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5_000;
const CLOSED = 2;

/**
 * Keeps the event stream open: says when the server falls silent, opens a new stream when one ends or hangs (a half-open
 * connection never ends by itself), and goes on for ever, so that a page heals without a hand.
 */
export class LiveConnection {
  readonly #surroundings: LiveSurroundings;
  readonly #listener: LiveListener;
  #stream: EventStream | undefined;
  #heardAt: number;
  #openedAt = 0;
  #failures = 0;
  #live: boolean | undefined;
  #cancelRetry: (() => void) | undefined;
  #stopWatch: (() => void) | undefined;

  constructor(surroundings: LiveSurroundings, listener: LiveListener) {
    this.#surroundings = surroundings;
    this.#listener = listener;
    this.#heardAt = surroundings.now();
  }

  start(): void {
    this.#heardAt = this.#surroundings.now();
    this.#stopWatch = this.#surroundings.every(WATCH_EVERY_MS, () => this.#watch());
    this.#open();
  }

  stop(): void {
    this.#stopWatch?.();
    this.#cancelRetry?.();
    this.#stream?.close();
    this.#stream = undefined;
  }

  /** Tries now instead of later: the window came back, or the network. */
  wake(): void {
    this.#watch();
    if (this.#live !== true) this.#open();
  }

  #open(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#stream?.close();
    const stream = this.#surroundings.open();
    this.#stream = stream;
    this.#openedAt = this.#surroundings.now();
    for (const type of LIVE_EVENTS) {
      stream.addEventListener(type, (event) => {
        if (this.#stream === stream) this.#receive(type, event.data);
      });
    }
    // While the browser tries again by itself it resumes where it was; only a stream that it gave up is ours to reopen.
    stream.onerror = () => {
      if (this.#stream === stream && stream.readyState === CLOSED) this.#retryLater();
    };
  }

  #receive(type: LiveEventType, text: string): void {
    this.#heardAt = this.#surroundings.now();
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      this.#retryLater();
      return;
    }
    if (this.#listener.onEvent(type, data) === 'resync') {
      this.#retryLater();
      return;
    }
    this.#failures = 0;
    this.#setLive(true);
  }

  #retryLater(): void {
    if (this.#cancelRetry) return;
    this.#stream?.close();
    const delayMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#cancelRetry = this.#surroundings.after(delayMs, () => this.#open());
  }

  #watch(): void {
    const now = this.#surroundings.now();
    if (now - this.#heardAt <= SILENT_AFTER_MS) return;
    this.#setLive(false);
    if (!this.#cancelRetry && now - Math.max(this.#heardAt, this.#openedAt) > LAST_RETRY_MS) this.#open();
  }

  #setLive(live: boolean): void {
    if (this.#live === live) return;
    this.#live = live;
    this.#listener.onLive(live);
  }
}
