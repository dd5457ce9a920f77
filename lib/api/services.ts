import { z } from 'zod';
import { ServiceCondition, ServiceImport, ServicePort } from '#lib/model/service.ts';
import { ServiceExporter, ServiceRow, ServiceSummary } from '#lib/model/service-rows.ts';
import { ServiceStep } from '#lib/model/service-step.ts';
import { SpreadRow } from '#lib/model/spread-row.ts';
import { Mark } from '#lib/model/status.ts';
import { Instant } from './instant.ts';
import { ApiFinding } from './observation.ts';

/** Who was asked about multi-cluster services. */
export const ServiceReaders = z.object({
  /** Clusters that serve the API, or could: all that are not known to lack it. */
  asked: z.number(),
  /** Those of them whose answer is fresh. */
  answered: z.number(),
  /** Those that do not answer, with the last time they did. */
  silent: z.array(z.object({ cluster: z.string(), observedAt: Instant.nullable() })),
  /** Clusters that do not serve the API. */
  withoutApi: z.number(),
});
export type ServiceReaders = z.infer<typeof ServiceReaders>;

/** `GET /api/v1/services`: worst first. */
export const Services = z.object({
  revision: z.number(),
  generatedAt: Instant,
  readers: ServiceReaders,
  services: z.array(ServiceSummary),
});
export type Services = z.infer<typeof Services>;

export const ServicesQuery = z.strictObject({
  /** Only what this cluster consumes or exports. */
  cluster: z.string().optional(),
  namespace: z.string().optional(),
  mark: Mark.optional(),
});

export const ApiServiceStep = ServiceStep.extend({ observedAt: Instant.nullable() });
export type ApiServiceStep = z.infer<typeof ApiServiceStep>;

export const ApiServiceRow = ServiceRow.extend({ steps: z.array(ApiServiceStep) });
export type ApiServiceRow = z.infer<typeof ApiServiceRow>;

export const ApiServiceExporter = ServiceExporter.extend({
  exportedAt: Instant.nullable(),
  observedAt: Instant,
  conditions: z.array(ServiceCondition.extend({ since: Instant.nullable() })),
});
export type ApiServiceExporter = z.infer<typeof ApiServiceExporter>;

/** `GET /api/v1/services/{namespace}/{name}` */
export const ServiceDetail = ServiceSummary.extend({
  revision: z.number(),
  generatedAt: Instant,
  type: ServiceImport.shape.type,
  ports: z.array(ServicePort),
  /** Oldest export first: the order of precedence. */
  exporting: z.array(ApiServiceExporter),
  /** One per consuming cluster, worst first; those that export it themselves last. */
  rows: z.array(ApiServiceRow),
  /** Clusters of the set that do not serve the API. */
  withoutApi: z.array(z.string()),
  /** All clusters that do not serve the MCS API, also those of other sets and of none. */
  lackingApi: z.array(z.string()),
  /** Clusters that have it as a Service spread over their mesh by its name, and where requests go from there. */
  spread: z.array(SpreadRow),
  findings: z.array(ApiFinding),
});
export type ServiceDetail = z.infer<typeof ServiceDetail>;
