import Link from 'next/link';

/** Part of the history, or all of it, could not be read or written: nothing that is drawn may be taken for all there was. */
export function HistoryNotice({ reason }: { reason: string }) {
  return (
    <div className="empty failed" role="status">
      <b>History is not complete</b>
      <p>{reason}. Live verdicts go on.</p>
      <span className="row">
        <Link className="btn" href="/sources">
          Show sources
        </Link>
      </span>
    </div>
  );
}
