import { expect, it } from 'vitest';
import { VirtualClock } from '#lib/model/clock.ts';
import { type EventStream, LiveConnection } from './live-connection.ts';

/** A stream whose events the test sends. */
class TestStream implements EventStream {
  readyState = 1;
  onerror: ((event: Event) => void) | null = null;
  #listeners = new Map<string, (event: MessageEvent<string>) => void>();

  addEventListener(type: string, listen: (event: MessageEvent<string>) => void): void {
    this.#listeners.set(type, listen);
  }
  close(): void {
    this.readyState = 2;
  }
  send(type: string, data: unknown): void {
    if (this.readyState === 1) this.#listeners.get(type)?.(new MessageEvent(type, { data: JSON.stringify(data) }));
  }
  refuse(): void {
    this.readyState = 2;
    this.onerror?.(new Event('error'));
  }
}

function setUp(answer: (type: string) => 'ok' | 'resync' = () => 'ok') {
  const clock = new VirtualClock(1_000_000);
  const streams: TestStream[] = [];
  const said: boolean[] = [];
  const connection = new LiveConnection(
    {
      open: () => {
        const stream = new TestStream();
        streams.push(stream);
        return stream;
      },
      now: () => clock.now(),
      after: (ms, run) => clock.after(ms, run),
      every: (ms, run) => {
        let cancel = () => {};
        const again = () => {
          cancel = clock.after(ms, () => {
            run();
            again();
          });
        };
        again();
        return () => cancel();
      },
    },
    { onEvent: answer, onLive: (live) => said.push(live) },
  );
  connection.start();
  const latest = () => {
    const stream = streams.at(-1);
    if (!stream) throw new Error('no stream was opened');
    return stream;
  };
  return { clock, streams, said, connection, latest };
}

it('says within 5 s that the server fell silent, and heals when it speaks again', () => {
  const { clock, said, latest, streams } = setUp();
  latest().send('snapshot', {});
  expect(said).toEqual([true]);
  clock.advance(2_000);
  latest().send('heartbeat', {});
  clock.advance(4_000);
  expect(said).toEqual([true]);
  clock.advance(1_000);
  expect(said).toEqual([true, false]);
  clock.advance(20_000);
  expect(streams.length).toBeGreaterThan(2);
  latest().send('snapshot', {});
  expect(said).toEqual([true, false, true]);
});

it('says that a server is gone which never answered', () => {
  const { clock, said } = setUp();
  clock.advance(5_000);
  expect(said).toEqual([false]);
});

it('opens again, with growing pauses, when the server refuses', () => {
  const { clock, streams, latest } = setUp();
  latest().refuse();
  clock.advance(500);
  expect(streams.length).toBe(2);
  latest().refuse();
  clock.advance(500);
  expect(streams.length).toBe(2);
  clock.advance(500);
  expect(streams.length).toBe(3);
});

it('asks for a new snapshot when an event does not fit, and hears nothing of the old stream', () => {
  const { clock, streams, said, latest } = setUp((type) => (type === 'patch' ? 'resync' : 'ok'));
  latest().send('snapshot', {});
  latest().send('patch', {});
  streams[0]?.send('snapshot', {});
  clock.advance(1_000);
  expect(streams.length).toBe(2);
  latest().send('snapshot', {});
  expect(said).toEqual([true]);
});

it('tries at once when the window comes back', () => {
  const { clock, streams, connection } = setUp();
  clock.advance(4_800);
  connection.wake();
  expect(streams.length).toBe(2);
});
