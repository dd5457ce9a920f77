import type { Alias } from '#lib/model/cluster.ts';

/** Whom the names in what one source says meant when that was taken last, and what told it; by the keys of aliases. */
export type Meant = Map<string, { peer: Alias; hosts: readonly string[]; id: string | undefined }>;
