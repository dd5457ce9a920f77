import { type Box, overlap } from './site-box.ts';

const AIR_PX = 64;
const START = { rx: 398, ry: 276 };

/** Pulls an ellipse into its corners: a screen is a rectangle. */
const square = (value: number) => Math.sign(value) * Math.sqrt(Math.abs(value));

/**
 * Places for cards of these sizes when nobody has moved them: round a rounded rectangle, in the order given, clockwise
 * from the upper left, as tight as their sizes allow. The same fleet always gets the same picture.
 */
export function placeSites(sizes: readonly { w: number; h: number }[]): Box[] {
  const count = sizes.length;
  if (count === 1) return sizes.map(({ w, h }) => ({ x: 0, y: 0, w, h }));
  const step = (2 * Math.PI) / count;
  // The second card stands at the top.
  const first = -Math.PI / 2 - step;
  for (let grow = 1; ; grow *= 1.06) {
    const boxes = sizes.map(({ w, h }, index) => {
      const angle = first + index * step;
      const x = Math.round(START.rx * grow * square(Math.cos(angle)) - w / 2);
      const y = Math.round(START.ry * grow * square(Math.sin(angle)) - h / 2);
      return { x, y, w, h };
    });
    const free = boxes.every((box, index) => boxes.slice(index + 1).every((other) => !overlap(box, other, AIR_PX)));
    if (free) return boxes;
  }
}

const storageKey = (fleet: string) => `causeway.map.${fleet}`;

/** Places that people gave to sites of a fleet, by site id. Anything unreadable counts as none. */
export function loadPlaces(fleet: string): Record<string, { x: number; y: number }> {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(storageKey(fleet)) ?? '{}');
    if (typeof held !== 'object' || held === null) return {};
    const places: Record<string, { x: number; y: number }> = {};
    for (const [id, place] of Object.entries(held)) {
      if (Number.isFinite(place?.x) && Number.isFinite(place?.y)) places[id] = { x: place.x, y: place.y };
    }
    return places;
  } catch {
    return {};
  }
}

/** Keeps the places of a fleet's sites in this browser; none at all forgets them. */
export function savePlaces(fleet: string, places: Record<string, { x: number; y: number }>): void {
  try {
    if (Object.keys(places).length === 0) localStorage.removeItem(storageKey(fleet));
    else localStorage.setItem(storageKey(fleet), JSON.stringify(places));
  } catch {
    // Storage may be full or forbidden: the places hold until the page is left.
  }
}
