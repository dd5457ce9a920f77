import { oncePer } from '#lib/model/once-per.ts';
import { serviceKey } from '#lib/model/service.ts';
import type { CachedObject, View } from '../collector.ts';
import { SERVICE, type Settings } from './settings.ts';

/** A name to ask for. */
export interface WantedName {
  /** `serviceKey`; empty for the cluster's own name. */
  service: string;
  /** As the resolver is given it: with a dot at its end it is whole, else the pod's search list completes it. */
  name: string;
}

/** Every cluster has this Service; the search list of a pod ends in the cluster's own zone, whatever its name. */
export const OWN_NAME: WantedName = { service: '', name: 'kubernetes.default.svc' };

/** Lighthouse marks copies of an import with it, which stand in another namespace than the service. */
const COPY = 'lighthouse.submariner.io/sourceNamespace';

/** Services that a cache of ServiceImports has, in order of name; names that DNS could not have are none. */
const importedServices = oncePer((cached: readonly CachedObject[]): string[] =>
  cached.flatMap((one) => importedService(one) ?? []).sort(),
);

const importedService = oncePer(({ object }: CachedObject): string | undefined => {
  const { namespace, name, labels, annotations } = objectOf(object.metadata);
  if (COPY in objectOf(labels) || COPY in objectOf(annotations)) return undefined;
  if (typeof namespace !== 'string' || typeof name !== 'string') return undefined;
  const key = serviceKey({ namespace, name });
  return SERVICE.test(key) ? key : undefined;
});

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The names to ask in a cluster: those of services that it imports, as many as the settings allow, and its own. */
export function wantedNames(view: View, { names }: Settings): { wanted: WantedName[]; leftOut: number } {
  if (names.most === 0 || !view.listed('serviceimports')) return { wanted: [], leftOut: 0 };
  const imported = importedServices(view.objects('serviceimports'));
  if (imported.length === 0) return { wanted: [], leftOut: 0 };
  const there = new Set(imported);
  const services = [...new Set([...names.first.filter((key) => there.has(key)), ...imported])];
  const wanted = services.slice(0, names.most).map((service) => {
    const [namespace = '', name = ''] = service.split('/');
    return { service, name: `${name}.${namespace}.svc.${names.zone}.` };
  });
  return { wanted: [OWN_NAME, ...wanted], leftOut: services.length - wanted.length };
}
