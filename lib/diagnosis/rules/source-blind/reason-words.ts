import type { FailureDetail, FailureReason, Source } from '#lib/model/source.ts';
import { nameOf } from './remedies.ts';

const REASONS: Record<FailureReason, string> = {
  unreachable: 'no connection',
  timeout: 'no answer in time',
  unauthorised: 'the credentials are refused',
  forbidden: 'a permission is missing',
  malformed: 'the answers make no sense',
  unsupported: 'what is asked for is not served, or in no version that is known',
};

const DETAILS: Record<FailureDetail, string> = {
  certificate: "the server's certificate is not trusted",
  'server-error': 'the server answers with an error of its own',
  'own-credentials': 'a file or program that the kubeconfig names cannot be used here',
  anonymous: 'the server does not know who asks',
  'not-kubernetes': 'what answers there is no Kubernetes API server',
};

/** Why a source can't be read: the permission that is missing, else as exactly as it is known. */
export function reasonOf({ missing, reason, detail }: Source): string {
  if (missing.length > 0) return `missing ${missing.map((one) => `${one.verb} on ${nameOf(one)}`).join(', ')}`;
  if (detail) return DETAILS[detail];
  return reason ? REASONS[reason] : 'it fails';
}
