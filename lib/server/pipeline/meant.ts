import type { Alias } from '#lib/model/cluster.ts';

/** Whom a name meant, and what it was told by. */
interface Name {
  peer: Alias;
  hosts: readonly string[];
  id: string | undefined;
}

/** Whom the names in what one source says meant, when that was taken last. */
export class Meant {
  /** By the key of the alias. */
  readonly names = new Map<string, Name>();
  /** How often names had been torn from clusters by then. */
  torn = 0;
}
