import 'server-only';
import type { Causeway } from '../causeway.ts';

/** The product that runs in this process; its code is not loaded once more for one question. */
const shared: { causewayRunning?: Promise<Pick<Causeway, 'engine'>> } = globalThis as never;

/**
 * Whether a path is the page of a link or a cluster that is not there. While the first lists are due nothing is missing: the
 * page waits for them.
 */
export async function isMissing(pathname: string): Promise<boolean> {
  const [, kind, id] = /^\/(links|clusters)\/([^/]+)$/.exec(pathname) ?? [];
  const engine = id === undefined ? undefined : (await shared.causewayRunning)?.engine;
  if (id === undefined || !engine?.isComplete) return false;
  const { names, snapshot } = engine.fleet;
  return kind === 'links'
    ? !snapshot.links.has(names.currentLink(decodeURIComponent(id)))
    : !snapshot.clusters.has(names.current(decodeURIComponent(id)));
}
