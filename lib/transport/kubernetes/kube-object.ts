import { TransportError } from '../transport-error.ts';
import { asRecord, asText, type UnknownRecord } from './unknown-record.ts';

/** An object of a cluster: only its name is certain, the rest is untrusted and of any shape. */
export interface KubeObject extends UnknownRecord {
  metadata: UnknownRecord & { name: string };
}

/** One object that was left out, and why. */
export interface Refused {
  /** As far as they could be read; empty otherwise. */
  namespace: string;
  name: string;
  error: TransportError;
}

/**
 * Checks one object and drops what nobody needs (`managedFields`, often half of the bytes). `defaults` fills kind and
 * apiVersion, which the items of a list of built-in types leave out.
 */
export function readObject(
  value: unknown,
  defaults: { kind?: string; apiVersion?: string } = {},
): KubeObject | Refused {
  const object = asRecord(value);
  const metadata = asRecord(object?.metadata);
  const name = asText(metadata?.name);
  if (!object || !metadata || !name || name.length > 253) return refused(metadata, 'malformed: no object with a name');
  for (const key of ['labels', 'annotations'])
    if (metadata[key] !== undefined && !asRecord(metadata[key]))
      return refused(metadata, `malformed: metadata.${key} is no map`);
  delete metadata.managedFields;
  return { ...defaults, ...object, metadata: { ...metadata, name } };
}

export function isRefused(value: KubeObject | Refused): value is Refused {
  return 'error' in value && value.error instanceof TransportError;
}

/** An object that wasn't read because of its size; its name is looked for in `start`, the first bytes of its JSON. */
export function tooLarge(bytes: number, maxBytes: number, start: string): Refused {
  // A quote inside a JSON string is escaped, so that only keys can match.
  const find = (key: string) => new RegExp(`"${key}":"([^"\\\\]{1,253})"`).exec(start)?.[1] ?? '';
  return refused(
    { name: find('name'), namespace: find('namespace') },
    `larger than ${maxBytes} bytes (at least ${bytes})`,
  );
}

function refused(metadata: UnknownRecord | undefined, why: string): Refused {
  const [namespace, name] = [asText(metadata?.namespace) ?? '', asText(metadata?.name) ?? ''];
  const which = name ? `${namespace ? `${namespace}/` : ''}${name}` : 'an object without a name';
  return {
    namespace,
    name: name.slice(0, 253),
    error: new TransportError('malformed', `${which.slice(0, 320)}: ${why}`),
  };
}
