import type { FailureDetail, FailureReason, Permission } from '#lib/model/source.ts';
import { visibleText } from './visible-text.ts';

/** What a `TransportError` may carry beside its words. */
export interface TransportErrorDetails {
  detail?: FailureDetail | undefined;
  /** The verb that a role lacks, where the server named it. */
  permission?: Permission | undefined;
  /** The HTTP status behind the failure. */
  status?: number | undefined;
  /** How long the server asked us to stay away, milliseconds. */
  retryAfterMs?: number | undefined;
  /** The answer went over the limit of bytes. */
  tooLarge?: boolean;
}

/**
 * The one class of every failure of a transport. Its message is meant for people: at most 500 characters, control
 * characters visible, credentials cut out. It carries no `cause`: causes may hold headers and keys.
 */
export class TransportError extends Error {
  readonly reason: FailureReason;
  readonly detail: FailureDetail | undefined;
  readonly permission: Permission | undefined;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly tooLarge: boolean;

  constructor(reason: FailureReason, message: string, details: TransportErrorDetails = {}) {
    super(visibleText(message));
    this.name = 'TransportError';
    this.reason = reason;
    this.detail = details.detail;
    this.permission = details.permission;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.tooLarge = details.tooLarge ?? false;
  }
}
