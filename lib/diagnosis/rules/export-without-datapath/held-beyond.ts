import type { Direction } from '#lib/model/link.ts';
import type { ServiceScene } from '#lib/model/service-scene.ts';
import { SYNC_MS, some } from '#lib/model/service-steps.ts';
import type { ServiceFault } from '../../services.ts';

/** A service of which a cluster holds ready endpoints beyond a broken way. */
export interface HeldBeyond extends ServiceFault {
  /** The clusters that they stand in. */
  targets: string[];
}

/** Services that are looked for in one cluster: with every link down there would be thousands. */
export const MOST_HELD = 50;

/** Down for longer than endpoints need to be withdrawn, and nobody works there. */
export function isBroken({ status, since }: Direction, now: number): boolean {
  return status === 'down' && since !== null && now - since >= SYNC_MS;
}

/**
 * What clusters hold beyond `broken` ways, by holder. It goes from the exporters to those that can't reach them: nearly all that
 * is held stands where the way is open. A cluster that offers the service itself is answered there.
 */
export function heldBeyond(broken: readonly Direction[], scene: ServiceScene): Map<string, HeldBeyond[]> {
  const cutOff = Map.groupBy(broken, ({ to }) => to);
  // Nobody knows what a cluster that was never read exports: there everything that is held is looked at.
  const unread = [...cutOff.keys()].filter((id) => scene.reach(id) !== 'read');
  const held = new Map<string, HeldBeyond[]>();
  for (const key of scene.keys()) {
    for (const target of [...scene.exporters(key).map(({ cluster }) => cluster), ...unread]) {
      for (const { from } of cutOff.get(target) ?? []) {
        const own = held.get(from) ?? [];
        held.set(from, own);
        if (own.length >= MOST_HELD && own.at(-1)?.key !== key) continue;
        if (holds(from, target, key, scene)) add(own, from, target, key, scene);
      }
    }
  }
  return held;
}

function holds(from: string, target: string, key: string, scene: ServiceScene): boolean {
  const told = scene.in(from, key);
  if (!told?.fresh || !told.report?.import || told.report.export?.offered) return false;
  // A for loop: it is asked for every way of every service when a cluster is cut off.
  for (const { source, ready } of told.report.endpoints)
    if (ready > 0 && scene.names.idOf(from, source) === target) return true;
  return false;
}

function add(own: HeldBeyond[], from: string, target: string, key: string, scene: ServiceScene): void {
  const last = own.at(-1);
  const told = scene.in(from, key);
  if (last?.key === key) last.targets.push(target);
  else if (told) own.push({ cluster: from, key, told, targets: [target], says: '' });
  const now = own.at(-1);
  if (now) now.says = `holds ready endpoints of ${some(now.targets)}`;
}
