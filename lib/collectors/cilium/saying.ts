import { type Evidence, LINK_SCOPE, type Result } from '#lib/model/evidence.ts';
import type { RemoteState } from '#lib/model/remote-state.ts';
import type { Status } from '#lib/model/status.ts';
import { type Words, words } from '#lib/model/words.ts';

/** What one program comes to about one remote cluster. */
export interface Saying {
  result: Result;
  words: Words;
  /** How far it has got with that cluster; nothing where that is not told. */
  state: RemoteState | null;
}

const STATUS: Readonly<Record<Result, Status>> = { pass: 'up', fail: 'down', impaired: 'degraded', none: 'unknown' };

/** The status of a saying, taken alone. */
export function statusOf({ result }: Saying): Status {
  return STATUS[result];
}

/** What it is worth: what this cluster knows of the other one says nothing of the way back. */
export function evidenceOf({ result }: Saying): Evidence {
  return { layer: 'discovery', scope: LINK_SCOPE, way: 'there', size: 'small', strength: 'own-word', result };
}

export function say(
  result: Result,
  id: string,
  text: string,
  params: Words['params'] = {},
  state: RemoteState | null = null,
): Saying {
  return { result, words: words(id, text, params), state };
}
