import { z } from 'zod';
import { Severity } from '#lib/model/finding.ts';
import { Instant } from './instant.ts';
import { ApiFinding } from './observation.ts';

/** `GET /api/v1/findings`, worst first, then oldest first. */
export const Findings = z.object({ revision: z.number(), generatedAt: Instant, findings: z.array(ApiFinding) });
export type Findings = z.infer<typeof Findings>;

export const FindingsQuery = z.strictObject({
  cluster: z.string().optional(),
  link: z.string().optional(),
  rule: z.string().optional(),
  severity: Severity.optional(),
});
