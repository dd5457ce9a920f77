/** Places that people gave to sites of a fleet, by site id. */
export type Places = Record<string, { x: number; y: number }>;

const storageKey = (fleet: string) => `causeway.map.${fleet}`;

/** The places kept in this browser. Anything unreadable counts as none. */
export function loadPlaces(fleet: string): Places {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(storageKey(fleet)) ?? '{}');
    if (typeof held !== 'object' || held === null) return {};
    const places: Places = {};
    for (const [id, place] of Object.entries(held)) {
      if (Number.isFinite(place?.x) && Number.isFinite(place?.y)) places[id] = { x: place.x, y: place.y };
    }
    return places;
  } catch {
    // Storage may be forbidden or spoilt; the drawing's own places are always there.
    return {};
  }
}

/** Keeps the places of a fleet's sites in this browser; none at all forgets them. */
export function savePlaces(fleet: string, places: Places): void {
  try {
    if (Object.keys(places).length === 0) localStorage.removeItem(storageKey(fleet));
    else localStorage.setItem(storageKey(fleet), JSON.stringify(places));
  } catch {
    // Storage may be full or forbidden: the places hold until the page is left.
  }
}
