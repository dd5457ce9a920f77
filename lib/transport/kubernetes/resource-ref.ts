/** One resource of an API server, of one namespace or of all. */
export interface ResourceRef {
  /** `''` is the core group. */
  group: string;
  version: string;
  plural: string;
  namespace?: string | null | undefined;
  labelSelector?: string | undefined;
  fieldSelector?: string | undefined;
}

/** The path of its collection: `/apis/submariner.io/v1/namespaces/NS/gateways`. */
export function collectionPath(ref: ResourceRef): string {
  const root = ref.group === '' ? `/api/${ref.version}` : `/apis/${ref.group}/${ref.version}`;
  return `${root}${ref.namespace ? `/namespaces/${encodeURIComponent(ref.namespace)}` : ''}/${ref.plural}`;
}

/** The path of its collection with its selectors and further parameters. */
export function collectionQuery(ref: ResourceRef, parameters: Record<string, string>): string {
  const query = new URLSearchParams(parameters);
  if (ref.labelSelector) query.set('labelSelector', ref.labelSelector);
  if (ref.fieldSelector) query.set('fieldSelector', ref.fieldSelector);
  return `${collectionPath(ref)}?${query}`;
}

/** As people write it: `gateways.submariner.io`. */
export function resourceName(ref: Pick<ResourceRef, 'group' | 'plural'>): string {
  return ref.group === '' ? ref.plural : `${ref.plural}.${ref.group}`;
}
