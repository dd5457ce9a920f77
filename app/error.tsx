'use client';
import { ErrorState } from '#components/ui/state-box.tsx';

/** A page that failed: what, and a way to try again. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="page-state" id="main">
      <h1 className="unseen">This page cannot be shown</h1>
      <ErrorState title="This page cannot be shown" details={error.stack ?? error.message} onRetry={reset}>
        <p>
          {error.message || 'The server could not put it together.'} Collecting and judging go on; the other pages are
          not touched.
        </p>
      </ErrorState>
    </main>
  );
}
