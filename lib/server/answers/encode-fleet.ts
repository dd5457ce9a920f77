import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { type FleetTitle, fleetHead, Matrix, overviewLink } from './fleet-answer.ts';

export type FleetView = 'full' | 'matrix';

/** Links of one part: some 350 KB, a few milliseconds. */
const LINKS_PER_PART = 200;
/** Links of a matrix that are laid out in one go, some milliseconds. */
const CELLS_PER_PART = 4000;

/**
 * `Fleet` or `FleetMatrix` of this instant as JSON in UTF-8, in parts that follow each other. Between two of them everybody
 * else has a turn: in full, 255 clusters are 57 MB.
 */
export async function encodeFleet(snapshot: Snapshot, title: FleetTitle, view: FleetView): Promise<Uint8Array[]> {
  const encoder = new TextEncoder();
  if (view === 'matrix') return encodeMatrix(snapshot, title, encoder);
  const links = [...snapshot.links.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const parts = [encoder.encode(`${JSON.stringify(fleetHead(snapshot, title)).slice(0, -1)},"links":[`)];
  for (let from = 0; from < links.length; from += LINKS_PER_PART) {
    await othersFirst();
    const part = JSON.stringify(links.slice(from, from + LINKS_PER_PART).map(overviewLink)).slice(1, -1);
    parts.push(encoder.encode(from === 0 ? part : `,${part}`));
  }
  parts.push(encoder.encode(']}'));
  return parts;
}

/** Its columns are laid out and written piece by piece, for the same reason. */
async function encodeMatrix(snapshot: Snapshot, title: FleetTitle, encoder: TextEncoder): Promise<Uint8Array[]> {
  const matrix = new Matrix(snapshot, title);
  const links = [...snapshot.links.values()];
  for (let from = 0; from < links.length; from += CELLS_PER_PART) {
    if (from > 0) await othersFirst();
    for (const link of links.slice(from, from + CELLS_PER_PART)) matrix.add(link);
  }
  const { cells, ...head } = matrix.answer(links.length);
  const parts = [encoder.encode(`${JSON.stringify(head).slice(0, -1)},"cells":{`)];
  for (const [index, [name, column]] of Object.entries(cells).entries()) {
    if (links.length > CELLS_PER_PART) await othersFirst();
    parts.push(encoder.encode(`${index > 0 ? ',' : ''}${JSON.stringify(name)}:${JSON.stringify(column)}`));
  }
  parts.push(encoder.encode('}}'));
  return parts;
}
