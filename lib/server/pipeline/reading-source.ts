/** Where a reading comes from. */
export interface ReadingSource {
  id: string;
  cluster: string;
  system: string;
}
