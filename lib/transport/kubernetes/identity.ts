import { TransportError } from '../transport-error.ts';
import type { ClusterApi } from './cluster-api.ts';
import { asRecord, asText } from './unknown-record.ts';

/**
 * Who a cluster is: the UID of its namespace kube-system. The answer of the last 5 s is shared by all who ask; null when
 * we may not read it.
 */
export function openIdentity(api: ClusterApi): () => Promise<string | null> {
  let held: { at: number; uid: Promise<string | null> } | null = null;
  return () => {
    if (!held || api.clock.now() - held.at >= 5_000) {
      const mine = { at: api.clock.now(), uid: readUid(api) };
      held = mine;
      mine.uid.catch(() => {
        if (held === mine) held = null;
      });
    }
    return held.uid;
  };
}

async function readUid(api: ClusterApi): Promise<string | null> {
  try {
    const { value } = await api.getJson('/api/v1/namespaces/kube-system');
    return asText(asRecord(asRecord(value)?.metadata)?.uid) ?? null;
  } catch (thrown) {
    if (thrown instanceof TransportError && (thrown.reason === 'forbidden' || thrown.reason === 'unsupported'))
      return null;
    throw thrown;
  }
}
