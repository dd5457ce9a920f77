import type { ServiceSummary } from '#lib/model/service-rows.ts';
import { similarNames } from '#lib/model/similar-names.ts';

/** `name.namespace`: a service as people write it. */
export function dottedName({ namespace, name }: { namespace: string; name: string }): string {
  return `${name}.${namespace}`;
}

/** What a search comes to. */
export interface ServiceChoice {
  /** The list beside the chosen one. */
  listed: ServiceSummary[];
  chosen: ServiceSummary | undefined;
  /** Services that may have been meant, where nothing is found. */
  nearest: string[];
}

/** The service in a name of the cluster set's DNS, which may begin with a cluster or a pod. */
const FULL_NAME = /^(?:.*\.)?([^.]+\.[^.]+)\.svc\.clusterset\.local$/;

/**
 * The services that a search means: its own name, in full or in short, chooses one and lists all, anything else lists what it is a part of (of the
 * name, the namespace or an exporter) and chooses the first.
 */
export function chooseService(services: readonly ServiceSummary[], search: string): ServiceChoice {
  const typed = search.trim().toLowerCase().replace(/\.$/, '');
  const wanted = FULL_NAME.exec(typed)?.[1] ?? typed;
  const own = services.find((one) => wanted === dottedName(one) || wanted === `${one.namespace}/${one.name}`);
  if (own || wanted === '') return { listed: [...services], chosen: own ?? services[0], nearest: [] };
  const listed = services.filter(
    (one) => dottedName(one).includes(wanted) || one.exporters.some((cluster) => cluster.includes(wanted)),
  );
  const nearest = listed.length > 0 ? [] : similarNames(wanted, services.map(dottedName));
  return { listed, chosen: listed[0], nearest };
}
