/**
 * Why the history could not do what was asked.
 * - `full`: no room on the disk (or over the hard limit of the file); nothing of the commit was kept, try again later
 * - `corrupt`: the file is damaged or is no history of ours; it is left as it is
 * - `newer`: the file was written by a newer version; it is left as it is
 * - `locked`: another process writes to this file
 * - `io`: anything else the operating system or the database refused
 */
export type HistoryErrorCode = 'full' | 'corrupt' | 'newer' | 'locked' | 'io';

/** An error of the history, with a sentence that names the file and what to do about it. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
  readonly code: HistoryErrorCode;

  constructor(code: HistoryErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
