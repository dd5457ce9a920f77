import type { ServerResponse } from 'node:http';
import type { KubeObject } from './kube-object.ts';
import type { ObjectStore, StoreEvent } from './object-store.ts';
import type { Resource } from './objects.ts';
import { statusBody } from './status-answer.ts';

const BOOKMARK_EVERY_MS = 60_000;
/** A reader this far behind gets nothing more until it has caught up. */
const UNREAD_BYTES = 16 << 20;

export type WatchRequest = {
  resource: Resource;
  selects: (object: KubeObject) => boolean;
  /** null: everything there is comes first as ADDED */
  fromRevision: number | null;
  sendInitialEvents: boolean;
  bookmarks: boolean;
  timeoutMs: number;
};

/** One open watch: a chunked answer of one JSON event a line. */
export class WatchStream {
  readonly resource: Resource;
  readonly #request: WatchRequest;
  readonly #store: ObjectStore;
  readonly #response: ServerResponse;
  readonly #now: () => number;
  readonly #endsAt: number;
  #sentRevision: number;
  #bookmarkAt: number;

  constructor(store: ObjectStore, request: WatchRequest, response: ServerResponse, now: () => number) {
    this.#now = now;
    this.resource = request.resource;
    this.#request = request;
    this.#store = store;
    this.#response = response;
    this.#endsAt = this.#now() + request.timeoutMs;
    this.#bookmarkAt = this.#now() + BOOKMARK_EVERY_MS;
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
    response.flushHeaders();
    const objects = store.list(request.resource, now());
    this.#sentRevision = request.fromRevision ?? store.revision;
    if (request.fromRevision === null || request.sendInitialEvents) {
      this.#sentRevision = store.revision;
      for (const object of objects) if (request.selects(object)) this.#send('ADDED', object);
      if (request.sendInitialEvents) this.#bookmark({ 'k8s.io/initial-events-end': 'true' });
    }
  }

  get ended(): boolean {
    return this.#response.writableEnded || this.#response.destroyed;
  }

  /** Sends what happened since the last call. A revision of the future gets silence, as from a real server. */
  pump(): void {
    if (this.ended || this.#response.writableLength > UNREAD_BYTES) return;
    const events = this.#store.since(this.resource, this.#sentRevision);
    if (events === null) {
      const message = `too old resource version: ${this.#sentRevision} (${this.#store.revision})`;
      this.#send('ERROR', statusBody(410, message));
      this.#response.end();
      return;
    }
    for (const event of events) this.#deliver(event);
    const now = this.#now();
    if (this.#request.bookmarks && now >= this.#bookmarkAt) {
      this.#sentRevision = Math.max(this.#sentRevision, this.#store.revision);
      this.#bookmark();
      this.#bookmarkAt = now + BOOKMARK_EVERY_MS;
    }
    if (now >= this.#endsAt) this.#response.end();
  }

  /** A watch ends with its server. */
  close(): void {
    this.#response.destroy();
  }

  #deliver(event: StoreEvent): void {
    this.#sentRevision = event.revision;
    const matches = this.#request.selects(event.object);
    const matched = event.before !== null && this.#request.selects(event.before);
    if (event.type === 'DELETED') {
      if (matches || matched) this.#send('DELETED', event.object);
    } else if (matches) this.#send(matched ? 'MODIFIED' : 'ADDED', event.object);
    else if (matched) this.#send('DELETED', event.object);
  }

  #bookmark(annotations?: Record<string, string>): void {
    const { group, version, kind } = this.resource;
    this.#send('BOOKMARK', {
      kind,
      apiVersion: group ? `${group}/${version}` : version,
      metadata: {
        resourceVersion: String(this.#store.revision),
        creationTimestamp: null,
        ...(annotations ? { annotations } : {}),
      },
    });
  }

  #send(type: string, object: unknown): void {
    this.#response.write(`${JSON.stringify({ type, object })}\n`);
  }
}
