import type { RemoteMemory } from './memory.ts';
import { type Saying, say } from './saying.ts';
import type { Remote } from './scrape.ts';

/** Agents follow KVStoreMesh within seconds; what takes longer than this ends never. */
const SYNC_MS = 120_000;

/** Agents, or the operator, that get remote data from KVStoreMesh of their own cluster. */
export interface Behind {
  who: string;
  peer: string;
  /** What each process that was asked lately says, and remembers. */
  seen: readonly { remote: Remote; memory: RemoteMemory }[];
  /** Whether KVStoreMesh is ready for the same remote cluster; nothing: it could not be asked. */
  meshReady: boolean | null;
  due: (at: number) => boolean;
}

/**
 * Judges those who see a copy only. Ready says nothing of the way to the remote cluster: it stays so through any cut. Not
 * ready means that the copy never came, or that their own clustermesh-apiserver is gone.
 */
export function judgeBehind({ who, peer, seen, meshReady, due }: Behind): Saying {
  const params = { who, peer };
  const waiting = seen.filter(({ remote }) => !remote.ready);
  if (waiting.length === 0)
    return say(
      'none',
      'cilium.behind',
      '{who} has a copy of {peer} from its own cluster, and would say so through any cut',
      params,
      'copied',
    );
  if (waiting.some(({ remote }) => remote.failures > 0))
    return say(
      'impaired',
      'cilium.own-apiserver-lost',
      '{who} lost the clustermesh-apiserver of its own cluster; what was known of {peer} is kept as it was',
      params,
      'cut-off',
    );
  if (meshReady === false)
    return say('none', 'cilium.waits', '{who} waits for KVStoreMesh to be ready for {peer}', params, 'waiting');
  const since = Math.min(...waiting.map(({ memory }) => memory.since));
  if (!due(since + SYNC_MS))
    return say('none', 'cilium.copy-due', 'The copy of {peer} for {who} is due', params, 'due');
  if (meshReady === null)
    return say(
      'fail',
      'cilium.never-copied',
      '{who} never got a copy of {peer}, and KVStoreMesh could not be asked',
      params,
      'unsynced',
    );
  return say(
    'fail',
    'cilium.never-synced',
    '{who} never finishes with {peer} though KVStoreMesh is ready for it: a cluster id used twice, or different limits of clusters, look like this',
    params,
    'unsynced',
  );
}
