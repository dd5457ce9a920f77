import { TransportError } from '../transport-error.ts';
import type { ClusterApi } from './cluster-api.ts';
import { isRefused, type KubeObject, type Refused, readObject, tooLarge } from './kube-object.ts';
import { collectionQuery, type ResourceRef, resourceName } from './resource-ref.ts';
import { asRecord, asText } from './unknown-record.ts';

export interface ListOptions {
  pageSize: number;
  /** Of one page. */
  deadlineMs: number;
  maxObjectBytes: number;
  signal: AbortSignal;
  skipped(refused: Refused): void;
}

/** A complete list as of one resource version. */
export interface CompleteList {
  objects: KubeObject[];
  resourceVersion: string;
}

/** Together with the page size this bounds memory; a page that is larger is asked for again with fewer objects. */
const MAX_PAGE_BYTES = 32 * 1024 * 1024;
/** A server that never stops handing out pages is not believed. */
const MAX_OBJECTS = 200_000;

/**
 * Reads all pages. Objects that are malformed or too large are told to `skipped` and left out. When a page token expires
 * half way (410), the list starts again once from the beginning. Throws `TransportError`.
 */
export async function listResource(api: ClusterApi, ref: ResourceRef, options: ListOptions): Promise<CompleteList> {
  try {
    return await readPages(api, ref, options);
  } catch (thrown) {
    if (thrown instanceof TransportError && thrown.status === 410) return readPages(api, ref, options);
    throw thrown;
  }
}

/** The resource version of the collection as of now, for the price of one object. */
export async function readResourceVersion(
  api: ClusterApi,
  ref: ResourceRef,
  options: { deadlineMs: number; signal: AbortSignal },
): Promise<string> {
  const page = await readPage(api, ref, { limit: '1' }, { ...options, maxObjectBytes: MAX_PAGE_BYTES });
  return page.resourceVersion;
}

async function readPages(api: ClusterApi, ref: ResourceRef, options: ListOptions): Promise<CompleteList> {
  const objects: KubeObject[] = [];
  let limit = options.pageSize;
  let next: string | undefined;
  for (;;) {
    let page: Page;
    try {
      page = await readPage(api, ref, { limit: String(limit), ...(next ? { continue: next } : {}) }, options);
    } catch (thrown) {
      if (!(thrown instanceof TransportError && thrown.tooLarge) || limit === 1) throw thrown;
      limit = Math.max(1, Math.floor(limit / 10));
      continue;
    }
    for (const item of page.items) {
      const object = item.refused ?? readObject(item.value, page.defaults);
      if (isRefused(object)) options.skipped(object);
      else objects.push(object);
    }
    if (objects.length > MAX_OBJECTS)
      throw new TransportError('malformed', `${resourceName(ref)}: more than ${MAX_OBJECTS} objects`);
    next = page.next;
    if (!next) return { objects, resourceVersion: page.resourceVersion };
  }
}

interface Page {
  items: { value: unknown; refused: Refused | null }[];
  defaults: { kind?: string; apiVersion?: string };
  resourceVersion: string;
  next: string | undefined;
}

async function readPage(
  api: ClusterApi,
  ref: ResourceRef,
  parameters: Record<string, string>,
  options: { deadlineMs: number; maxObjectBytes: number; signal: AbortSignal },
): Promise<Page> {
  const { deadlineMs, maxObjectBytes, signal } = options;
  const path = collectionQuery(ref, parameters);
  const answer = await api.getJson(path, { deadlineMs, signal, maxBytes: MAX_PAGE_BYTES });
  const list = asRecord(answer.value);
  const metadata = asRecord(list?.metadata);
  const resourceVersion = asText(metadata?.resourceVersion);
  // Go writes an empty list of some types as null.
  const items = list?.items ?? [];
  if (!list || !resourceVersion || !Array.isArray(items))
    throw new TransportError('malformed', `${resourceName(ref)}: the answer is no list`);
  const [kind, apiVersion] = [asText(list.kind)?.replace(/List$/, ''), asText(list.apiVersion)];
  return {
    // Objects are measured one by one only where one of them can be too large.
    items: items.map((value) => ({
      value,
      refused: answer.bytes > maxObjectBytes ? sizeOf(value, maxObjectBytes) : null,
    })),
    defaults: { ...(kind ? { kind } : {}), ...(apiVersion ? { apiVersion } : {}) },
    resourceVersion,
    next: asText(metadata?.continue),
  };
}

function sizeOf(value: unknown, maxObjectBytes: number): Refused | null {
  const json = JSON.stringify(value) ?? '';
  return json.length > maxObjectBytes ? tooLarge(json.length, maxObjectBytes, metadataOf(value)) : null;
}

/** Name and namespace as JSON, in the shape that `tooLarge` searches. */
function metadataOf(value: unknown): string {
  const metadata = asRecord(asRecord(value)?.metadata);
  return JSON.stringify({ name: metadata?.name, namespace: metadata?.namespace });
}
