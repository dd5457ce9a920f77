import type { ServiceCondition, ServicePort } from '#lib/model/service.ts';
import { plain } from '#lib/model/words.ts';

/** An object of unknown shape, as a cluster sent it. */
export type Shape = Record<string, unknown>;

/** Longest name that is kept, in characters: the limit of a DNS name. */
const MAX_NAME_LENGTH = 253;
const MAX_CONDITIONS = 8;
const MAX_PORTS = 32;

export const SERVICE_NAME = 'multicluster.kubernetes.io/service-name';
export const SOURCE_CLUSTER = 'multicluster.kubernetes.io/source-cluster';
/** Lighthouse marks with it what stands in another namespace than its service: copies at the broker, and the exporter's own. */
export const LIGHTHOUSE_NAMESPACE = 'lighthouse.submariner.io/sourceNamespace';

/** The value as an object, or an empty one: a wrong shape reads like an absent field. */
export function shapeOf(value: unknown): Shape {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Shape) : {};
}

/** The value as a list of at most `max`, or an empty one. */
export function listOf(value: unknown, max: number): unknown[] {
  return Array.isArray(value) ? value.slice(0, max) : [];
}

/** A string made safe to show, or the empty string. */
export function textOf(value: unknown, maxLength = MAX_NAME_LENGTH): string {
  return typeof value === 'string' ? plain(value, maxLength) : '';
}

/** Who an object is: its names, labels and annotations. */
export function metadataOf(object: Shape): { namespace: string; name: string; labels: Shape; annotations: Shape } {
  const { namespace, name, labels, annotations } = shapeOf(object.metadata);
  return {
    namespace: pathPart(namespace),
    name: pathPart(name),
    labels: shapeOf(labels),
    annotations: shapeOf(annotations),
  };
}

/** A name that Kubernetes could have taken as one: both together stand as `namespace/name`. */
function pathPart(value: unknown): string {
  const text = textOf(value);
  return text.includes('/') ? '' : text;
}

/** An RFC 3339 instant as epoch milliseconds, or null where it can't be read. */
export function instantOf(value: unknown): number | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** `status.conditions`, each type once: the first one counts. */
export function conditionsOf(object: Shape): ServiceCondition[] {
  const all = listOf(shapeOf(object.status).conditions, MAX_CONDITIONS).map((one) => {
    const { type, status, reason, message, lastTransitionTime } = shapeOf(one);
    return {
      type: textOf(type),
      status: textOf(status),
      reason: textOf(reason),
      message: textOf(message, 500),
      since: instantOf(lastTransitionTime),
    };
  });
  return all.filter(({ type }, index) => type !== '' && all.findIndex((one) => one.type === type) === index);
}

/** A list of service ports. */
export function portsOf(value: unknown): ServicePort[] {
  return listOf(value, MAX_PORTS).flatMap((one) => {
    const { name, protocol, port } = shapeOf(one);
    return typeof port === 'number' ? [{ name: textOf(name), protocol: textOf(protocol) || 'TCP', port }] : [];
  });
}
