import { z } from 'zod';

/** Why a source can't be read. */
export const FailureReason = z.enum([
  'forbidden',
  'unauthorised',
  'unreachable',
  'timeout',
  'malformed',
  'unsupported',
]);
export type FailureReason = z.infer<typeof FailureReason>;

/**
 * What exactly is wrong, where a reason alone would mislead about whose fault it is and what to do:
 * `certificate`: the server's certificate is not trusted; `server-error`: it answers, with an error of its own;
 * `own-credentials`: a file or program that the kubeconfig names can't be used, nothing was asked; `anonymous`: the server
 * does not know who asks; `not-kubernetes`: what answers is no API server.
 */
export const FailureDetail = z.enum(['certificate', 'server-error', 'own-credentials', 'anonymous', 'not-kubernetes']);
export type FailureDetail = z.infer<typeof FailureDetail>;

/** A verb that is missing, as one could paste it into a role. */
export const Permission = z.object({
  verb: z.string(),
  apiGroup: z.string(),
  resource: z.string(),
  namespace: z.string().nullable(),
  /** The only names that it is needed for; any, where it is left out. */
  resourceNames: z.array(z.string()).optional(),
});
export type Permission = z.infer<typeof Permission>;

/** The health of one configured place that a collector reads. */
export const Source = z.object({
  /** `<cluster>/<system>`, or the id of a configured source. */
  id: z.string(),
  cluster: z.string().nullable(),
  system: z.string(),
  label: z.string(),
  /** How it is read: `https://10.0.0.1:6443, watch`; never holds credentials. */
  readThrough: z.string(),
  /** `absent`: the system is not installed there; nothing is wrong. `waiting`: the first complete answer is still due. */
  state: z.enum(['ok', 'absent', 'failed', 'waiting']),
  /** Epoch milliseconds: since when the state holds. */
  since: z.number(),
  reason: FailureReason.nullable(),
  detail: FailureDetail.nullable().optional(),
  /** What went wrong, exactly; bounded, visible, without secrets. */
  message: z.string(),
  lastSuccessAt: z.number().nullable(),
  /** How long the last answer took, milliseconds. */
  durationMs: z.number().nullable(),
  /** Failed tries since the last success, and when the next one is due. */
  failures: z.number(),
  nextTryAt: z.number().nullable(),
  missing: z.array(Permission),
  /** Notes that are no failure: objects left out, intervals stretched by the budget. */
  notes: z.array(z.string()),
});
export type Source = z.infer<typeof Source>;
