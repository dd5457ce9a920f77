'use client';

import type { ReactNode } from 'react';
import { ErrorState, LoadingState } from '#components/ui/state-box.tsx';
import { AnswerError } from '#lib/client/fetch-answer.ts';

/**
 * A page whose answer is not there: on its way, failed, or nothing has this address (`missing`; a 404 without it is a failure
 * like any other). `title` is the page's, `failed` the sentence that it cannot be shown.
 */
export function UnansweredPage(props: {
  title: string;
  /** What is waited for: `reading the link`. */
  what: string;
  failed: string;
  error: Error | null;
  onRetry: () => void;
  missing?: ReactNode;
  /** Known before anybody has asked. */
  isMissing?: boolean;
}) {
  const { title, error, missing } = props;
  const isMissing = missing && (props.isMissing || (error instanceof AnswerError && error.status === 404));
  return (
    <main className="page-state" id="main">
      <h1 className="unseen">{title}</h1>
      {isMissing ? (
        missing
      ) : error ? (
        <ErrorState
          title={props.failed}
          details={error instanceof AnswerError ? error.details : String(error)}
          onRetry={props.onRetry}
        >
          <p>{error.message}</p>
        </ErrorState>
      ) : (
        <LoadingState title={title} what={props.what} onRetry={props.onRetry} />
      )}
    </main>
  );
}
