import { TransportError } from '../transport-error.ts';
import type { ClusterApi } from './cluster-api.ts';
import { isRefused, type KubeObject, type Refused, readObject, tooLarge } from './kube-object.ts';
import { splitLines } from './lines.ts';
import { collectionQuery, type ResourceRef, resourceName } from './resource-ref.ts';
import { errorOfStatus } from './status-error.ts';
import { asRecord, asText } from './unknown-record.ts';

export interface FollowOptions {
  /** The server is asked to end the watch after this time. */
  watchMs: number;
  /** For the opening. */
  deadlineMs: number;
  silenceMs: number;
  maxObjectBytes: number;
  signal: AbortSignal;
  /** The server agreed to watch. */
  opened(): void;
  upserted(object: KubeObject): void;
  deleted(object: KubeObject): void;
  skipped(refused: Refused): void;
  alive(): void;
}

/** How a watch ended that did not fail. */
export interface WatchEnd {
  /** The version to go on from. */
  resourceVersion: string;
  /** The server no longer knows our version (410): list anew. */
  expired: boolean;
  /** Nothing came for too long. No failure by itself: bookmarks are a courtesy that no server promises. */
  silent: boolean;
}

/** An event holds an object and a few words around it. */
const ENVELOPE_BYTES = 4096;

/**
 * Follows one watch until the server ends it or falls silent. Throws `TransportError` for a broken connection and for what
 * the server calls an error, except 410 (`{"type":"ERROR","object":{"code":410}}` under HTTP 200, or HTTP 410).
 */
export async function followWatch(
  api: ClusterApi,
  ref: ResourceRef,
  resourceVersion: string,
  options: FollowOptions,
): Promise<WatchEnd> {
  const { deadlineMs, silenceMs, signal, maxObjectBytes } = options;
  const end: WatchEnd = { resourceVersion, expired: false, silent: false };
  const path = collectionQuery(ref, {
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion,
    timeoutSeconds: String(Math.ceil(options.watchMs / 1000)),
  });
  let opened = false;
  try {
    const { chunks } = await api.openStream(path, { deadlineMs, silenceMs, signal });
    opened = true;
    options.opened();
    for await (const line of splitLines(chunks, maxObjectBytes + ENVELOPE_BYTES)) {
      if (line.text.trim() === '') continue;
      if (line.cut) options.skipped(tooLarge(line.bytes, maxObjectBytes, line.text));
      else takeEvent(line.text, ref, end, options);
      options.alive();
      if (end.expired) break;
    }
  } catch (thrown) {
    if (!(thrown instanceof TransportError)) throw thrown;
    if (thrown.status === 410) end.expired = true;
    else if (thrown.reason === 'timeout' && opened) end.silent = true;
    else throw thrown;
  }
  return end;
}

function takeEvent(text: string, ref: ResourceRef, end: WatchEnd, options: FollowOptions): void {
  let event: ReturnType<typeof asRecord>;
  try {
    event = asRecord(JSON.parse(text));
  } catch {
    throw new TransportError('malformed', `${resourceName(ref)}: an event of the watch is not JSON`);
  }
  const type = asText(event?.type);
  const raw = asRecord(event?.object);
  if (type === 'ERROR') {
    const code = typeof raw?.code === 'number' ? raw.code : 500;
    throw errorOfStatus(code, raw, `watch of ${resourceName(ref)}`);
  }
  const version = asText(asRecord(raw?.metadata)?.resourceVersion);
  if (version) end.resourceVersion = version;
  if (type === 'BOOKMARK') return;
  const object = readObject(raw);
  if (isRefused(object)) options.skipped(object);
  else if (type === 'ADDED' || type === 'MODIFIED') options.upserted(object);
  else if (type === 'DELETED') options.deleted(object);
  else
    throw new TransportError(
      'malformed',
      `${resourceName(ref)}: unknown event of the watch: ${type ?? 'without a type'}`,
    );
}
