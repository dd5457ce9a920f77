import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { type FleetTitle, fleetHead, linkAnswer, matrixAnswer } from './fleet-answer.ts';

export type FleetView = 'full' | 'matrix';

/** Links of one part: some 350 KB, a few milliseconds. */
const LINKS_PER_PART = 200;

/**
 * `Fleet` or `FleetMatrix` of this instant as JSON in UTF-8, in parts that follow each other. Between two of them everybody
 * else has a turn: in full, 255 clusters are 57 MB.
 */
export async function encodeFleet(snapshot: Snapshot, title: FleetTitle, view: FleetView): Promise<Uint8Array[]> {
  const encoder = new TextEncoder();
  if (view === 'matrix') return [encoder.encode(JSON.stringify(matrixAnswer(snapshot, title)))];
  const links = [...snapshot.links.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const parts = [encoder.encode(`${JSON.stringify(fleetHead(snapshot, title)).slice(0, -1)},"links":[`)];
  for (let from = 0; from < links.length; from += LINKS_PER_PART) {
    await othersFirst();
    const part = JSON.stringify(links.slice(from, from + LINKS_PER_PART).map(linkAnswer)).slice(1, -1);
    parts.push(encoder.encode(from === 0 ? part : `,${part}`));
  }
  parts.push(encoder.encode(']}'));
  return parts;
}
