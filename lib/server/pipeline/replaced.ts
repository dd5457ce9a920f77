/** What replacing the observations of one source did. */
export interface Replaced {
  /** Groups in which something else is said now. */
  said: Set<string>;
  /** Groups in which only instants moved. */
  aged: Set<string>;
}
