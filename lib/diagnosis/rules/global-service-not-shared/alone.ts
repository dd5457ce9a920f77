import type { SpreadMember, SpreadScene } from '#lib/model/spread-scene.ts';

/** A Service is rolled out cluster by cluster: it is not alone before this time, milliseconds. */
const ROLLOUT_MS = 60_000;

/** A cluster that would share a Service, and has nobody to share it with. */
export interface Alone {
  key: string;
  member: SpreadMember;
  why: string;
}

/** Who is alone with a Service. What is not shared on purpose is not alone, and what may be in a cluster that we can't read neither. */
export function aloneOf(scene: SpreadScene, key: string): Alone[] {
  return scene.members(key).flatMap((member) => {
    const { spread, fresh } = member;
    const isNew = spread.appearedAt !== null && scene.now - spread.appearedAt < ROLLOUT_MS;
    if (!fresh || !spread.shared || isNew) return [];
    const why = reasonOf(scene, key, member);
    return why === null ? [] : [{ key, member, why }];
  });
}

function reasonOf(scene: SpreadScene, key: string, member: SpreadMember): string | null {
  const namespace = key.split('/')[0];
  if (member.spread.apart)
    return scene.others(key, member).some(({ spread }) => !spread.apart)
      ? `namespace ${namespace} is kept out of the mesh there`
      : null;
  // Where a peer keeps its namespace out, the finding stands there.
  if (scene.others(key, member).some(() => true)) return null;
  const peers = [...scene.peers(member)];
  const known = peers.length > 0 && peers.every((peer) => scene.knows(member.system, peer));
  return known ? `none of ${peers.length === 1 ? '1 peer' : `${peers.length} peers`} has it so` : null;
}
