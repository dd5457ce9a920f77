import 'server-only';
import { ownDoor } from '../access/door.ts';
import type { FleetView } from '../answers/encode-fleet.ts';
import { causeway } from '../causeway.ts';
import type { Listener } from '../live/hub.ts';
import { takePlace } from './stream-place.ts';

/** Bytes that may wait for a slow page, beside a whole fleet, before it is dropped; it then reconnects and gets a snapshot. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;

/** Opens the event stream of one page. */
export async function openStream(request: Request, view: FleetView): Promise<Response> {
  const { hub } = await causeway();
  const place = takePlace(request.headers, ownDoor());
  if (place instanceof Response) return place;
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
          place.leave();
        };
        place.whenRevoked(close);
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
