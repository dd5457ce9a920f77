import { z } from 'zod';
import { NamespaceName } from '#lib/model/namespace-name.ts';

const Seconds = z.number().min(0.2).max(86_400);

const LABEL = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
/** `namespace/name` of a service whose name can stand in DNS. */
export const SERVICE = new RegExp(`^${LABEL}/${LABEL}$`);
const ZONE = new RegExp(`^${LABEL}(\\.${LABEL})*$`);

/** Something beyond the exporters that is asked from every cluster that has `cluster` as a peer. */
const Target = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,63}$/, 'must be of a-z, 0-9 and -'),
    /** The cluster it stands in. */
    cluster: z.string(),
    kind: z.enum(['tcp', 'tls', 'http', 'dns']),
    /** `host:port`; an URL for http; the DNS server for dns. */
    target: z.string().min(1).max(500),
    /** dns: the name after `dns_` of the module that asks, as written into the exporter's module file. */
    module: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,63}$/)
      .optional(),
  })
  .refine((target) => (target.kind === 'dns') === (target.module !== undefined), {
    message: 'a dns target needs the module that asks it, and no other kind has one',
    path: ['module'],
  });
export type Target = z.infer<typeof Target>;

/** The section `probes` of the configuration, without the budget, which is the pipeline's. */
export const Settings = z.strictObject({
  /** The exporter's Service in each cluster. */
  namespace: NamespaceName.default('causeway'),
  service: z
    .string()
    .regex(new RegExp(`^${LABEL}$`), 'must be the name of a Service')
    .default('blackbox-exporter'),
  port: z.number().int().min(1).max(65_535).default(9115),
  /** Asks an exporter at this address instead of through the API server. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  intervals: z
    .strictObject({
      /** Small echoes. */
      smallSeconds: Seconds.default(10),
      /** Uploads, downloads, TCP, TLS, HTTP, DNS. */
      fullSeconds: Seconds.default(30),
      /** Do-not-fragment sizes while nothing is suspected. */
      sizesSeconds: Seconds.default(300),
      /** After a call that failed, and between the steps of a search for the largest size. */
      againSeconds: Seconds.default(2),
    })
    .prefault({}),
  targets: z.array(Target).max(200).default([]),
  /** Names of imported services that the cluster's DNS is asked for. */
  names: z
    .strictObject({
      /** Most names in one cluster; 0: none. */
      most: z.number().int().min(0).max(500).default(20),
      /** `namespace/name` of services that are asked first; the others follow in order of name. */
      first: z.array(z.string().regex(SERVICE, 'must be namespace/name')).max(500).default([]),
      /** The zone of the cluster set. */
      zone: z.string().regex(ZONE, 'must be a domain name').default('clusterset.local'),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof Settings>;
