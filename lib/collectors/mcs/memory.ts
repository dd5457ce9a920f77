import type { ReadingPart } from '#lib/model/reading.ts';
import type { ServicePort } from '#lib/model/service.ts';
import type { CachedObject } from '../collector.ts';
import type { ExportMemory } from './exports.ts';
import type { ImportObject } from './imports.ts';
import type { Backing, Backings } from './slices.ts';

/** What a part was made of: as long as these are the same objects it is the same part. */
export interface Ingredients {
  export: ExportMemory | undefined;
  import: ImportObject | undefined;
  backing: Backing | undefined;
  ports: ServicePort[] | undefined;
}

/** What is remembered of one service. */
export interface ServiceMemory {
  made: Ingredients;
  part: ReadingPart;
  /** Epoch milliseconds: when its endpoints last changed, or when we came. */
  endpointsChangedAt: number;
  /** Epoch milliseconds: since when an import that was there is gone. */
  goneAt: number | null;
}

/** What the collector must remember between two readings. */
export interface Memory {
  /** By `serviceKey`. */
  services: Map<string, ServiceMemory>;
  backings: Backings | null;
  namespaces: { cached: readonly CachedObject[]; part: ReadingPart } | null;
}

export function remember(): Memory {
  return { services: new Map(), backings: null, namespaces: null };
}
