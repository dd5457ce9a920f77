import { linkEnds } from '#lib/model/identity.ts';
import { MARKS, type Mark } from '#lib/model/status.ts';

/** What is selected: a link (and which of its directions is meant), a cluster, or a site. */
export type Selection =
  | { kind: 'link'; link: string }
  | { kind: 'cluster'; cluster: string }
  | { kind: 'site'; site: string };

/** Everything of `/` that one can come back to; it stands in the address and nowhere else. */
export interface Address {
  /** Nothing: as fits the size of the fleet. */
  view: 'map' | 'matrix' | null;
  status: Mark[];
  /** What `status` asks for besides and no status is called; nothing bears it. */
  strange: string[];
  /** Ids of sites or clusters. */
  site: string;
  from: string;
  to: string;
  system: string;
  /** Free words. */
  q: string;
  sel: Selection | null;
  /** The cluster where the selected direction starts. */
  dir: string;
}

const PASSED_ON = ['range', 'cursor', 'theme'];

function parseSelection(text: string): Selection | null {
  if (linkEnds(text)) return { kind: 'link', link: text };
  const [kind, ...rest] = text.split(':');
  const id = rest.join(':');
  if (kind === 'cluster' && id) return { kind, cluster: id };
  if (kind === 'site' && id) return { kind, site: id };
  return null;
}

/** The text of a selection in the address: a link by its id, `cluster:fra-core`, `site:fra`. */
export function selectionText(selection: Selection): string {
  switch (selection.kind) {
    case 'link':
      return selection.link;
    case 'cluster':
      return `cluster:${selection.cluster}`;
    case 'site':
      return `site:${selection.site}`;
  }
}

/** Reads an address; what it does not know is left out, never an error, unless it filters: what nothing bears is kept, to be named. */
export function parseAddress(search: URLSearchParams): Address {
  const text = (name: string) => search.get(name)?.slice(0, 300) ?? '';
  const view = text('view');
  const wanted = text('status').split(',').filter(Boolean);
  return {
    view: view === 'map' || view === 'matrix' ? view : null,
    status: MARKS.filter((mark) => wanted.includes(mark)),
    strange: wanted.filter((word) => !MARKS.some((mark) => mark === word)).slice(0, 3),
    site: text('site'),
    from: text('from'),
    to: text('to'),
    system: text('system'),
    q: text('q'),
    sel: parseSelection(text('sel')),
    dir: text('dir'),
  };
}

/** The search part of an address, in a fixed order and without what is empty; `before` hands on what is not ours. */
export function addressSearch(address: Address, before: URLSearchParams = new URLSearchParams()): string {
  const search = new URLSearchParams();
  const put = (name: string, value: string) => {
    if (value) search.set(name, value);
  };
  put('view', address.view ?? '');
  put('status', [...address.status, ...address.strange].join(','));
  for (const name of ['site', 'from', 'to', 'system', 'q'] as const) put(name, address[name]);
  put('sel', address.sel ? selectionText(address.sel) : '');
  put('dir', address.dir);
  for (const name of PASSED_ON) put(name, before.get(name) ?? '');
  // Commas and tildes are allowed in a query and easier to read.
  const text = search.toString().replaceAll('%2C', ',').replaceAll('%7E', '~').replaceAll('%3A', ':');
  return text ? `?${text}` : '';
}

/** Whether any filter is set. */
export function isFiltered(address: Address): boolean {
  const { status, strange, site, from, to, system, q } = address;
  return status.length + strange.length > 0 || [site, from, to, system, q].some((value) => value.trim() !== '');
}

/** The same address without its filters. */
export function withoutFilters(address: Address): Address {
  return { ...address, status: [], strange: [], site: '', from: '', to: '', system: '', q: '' };
}
