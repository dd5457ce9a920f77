import 'server-only';
import type { FleetView } from '../answers/encode-fleet.ts';
import { ownDoor, visitorOf } from '../access/door.ts';
import { causeway } from '../causeway.ts';
import type { Listener } from '../live/hub.ts';
import { problem } from './problem.ts';

/** Bytes that may wait for a slow page, beside a whole fleet, before it is dropped; it then reconnects and gets a snapshot. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;

/** Opens the event stream of one page. */
export async function openStream(request: Request, view: FleetView): Promise<Response> {
  const { hub } = await causeway();
  const door = ownDoor();
  const address = door?.addresses.of(request.headers) ?? null;
  const giveBack = address === null ? () => {} : door?.streams.enter(address);
  if (!giveBack)
    return problem(429, 'Too many streams', `${address} holds too many streams open; close some`, {
      headers: { 'retry-after': '10' },
    });
  const visitor = door?.book ? visitorOf(request.headers, door.book) : null;
  let leave = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let open = true;
        let mostWaitingBytes = MOST_WAITING_BYTES;
        const close = () => {
          if (!open) return;
          leave();
          controller.close();
        };
        const listener: Listener = {
          view,
          close,
          send(bytes) {
            if (!open || (controller.desiredSize ?? 0) < -mostWaitingBytes) return false;
            controller.enqueue(bytes);
            return true;
          },
          sendWhole(parts) {
            mostWaitingBytes = MOST_WAITING_BYTES + parts.reduce((sum, part) => sum + part.byteLength, 0);
            return parts.every((part) => listener.send(part));
          },
        };
        leave = () => {
          open = false;
          hub.leave(listener);
          giveBack();
          stopHearing();
        };
        const stopHearing = (visitor && door?.book?.onRevoked(visitor, close)) ?? (() => {});
        request.signal.addEventListener('abort', leave);
        return hub.join(listener, request.headers.get('last-event-id'));
      },
      cancel() {
        leave();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 64 * 1024 }),
  );
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}
