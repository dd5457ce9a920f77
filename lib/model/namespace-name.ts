import { z } from 'zod';

/** The name of a namespace in settings: a label of DNS (RFC 1123), as Kubernetes wants it. It becomes part of paths that are asked. */
export const NamespaceName = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'must be the name of a namespace: at most 63 of a-z, 0-9 and -, with no - at either end',
  );
