'use client';
import { type ReactNode, useEffect, useState } from 'react';

/** Nothing to show: what is empty, since when, and the way on. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <b>{title}</b>
      {children}
    </div>
  );
}

/** Something failed: what, what still works (`children`), and a way to try again. `details` is what one would report. */
export function ErrorState({
  title,
  children,
  details,
  onRetry,
}: {
  title: string;
  children?: ReactNode;
  details?: string;
  onRetry?: () => void;
}) {
  return (
    <div className="empty failed" role="alert">
      <b>{title}</b>
      {children}
      <span className="row">
        {onRetry ? (
          <button type="button" className="btn" onClick={onRetry}>
            Try again
          </button>
        ) : null}
        {details ? (
          <button type="button" className="btn" onClick={() => void navigator.clipboard.writeText(details)}>
            Copy details
          </button>
        ) : null}
      </span>
    </div>
  );
}

const SAY_AFTER_S = 1;
const EXPLAIN_AFTER_S = 10;

/**
 * Waiting for data: the frame and its title at once, after a second what is waited for, after ten why it may take so
 * long and a way out.
 */
export function LoadingState({ title, what, onRetry }: { title: string; what: string; onRetry?: () => void }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="empty loading" aria-busy="true">
      <span className="row spread">
        <b>{title}</b>
        {seconds >= SAY_AFTER_S ? (
          <span className="muted">
            {what}, {seconds} s
          </span>
        ) : null}
      </span>
      <svg width="100%" height="62" preserveAspectRatio="none" aria-hidden="true">
        <path d="M0 14.5H6000M0 34.5H6000M0 54.5H6000" stroke="var(--line)" />
      </svg>
      {seconds >= EXPLAIN_AFTER_S ? (
        <span className="row">
          <span className="muted">The server has not answered for {seconds} s.</span>
          {onRetry ? (
            <button type="button" className="btn" onClick={onRetry}>
              Ask again
            </button>
          ) : null}
        </span>
      ) : null}
    </div>
  );
}
