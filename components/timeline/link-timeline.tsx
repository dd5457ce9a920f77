'use client';

import { EmptyState, ErrorState, LoadingState } from '#components/ui/state-box.tsx';
import type { LinkDetail } from '#lib/api/link.ts';
import { AnswerError } from '#lib/client/fetch-answer.ts';
import { HistoryNotice } from './history-notice.tsx';
import { LinkCharts } from './link-charts.tsx';
import type { Range } from './range.ts';
import { useLinkHistory } from './use-link-history.ts';
import { usePeriod } from './use-period.ts';

/** The history of a link: read, and drawn under one time cursor. */
export function LinkTimeline(props: {
  link: LinkDetail;
  range: Range;
  cursorAt: number | null;
  onCursor: (at: number | null) => void;
  focus: string | null;
}) {
  const { link, range } = props;
  const period = usePeriod(range);
  const { histories, transitions, loading, error, missing, retry } = useLinkHistory(
    link.id,
    link.directions,
    link.probes,
    period,
    range,
  );
  if (loading && !error) {
    return (
      <div className="band">
        <LoadingState title="History" what="reading history" onRetry={retry} />
      </div>
    );
  }
  const empty =
    transitions.length === 0 &&
    histories.every((history) =>
      [history.rtt, history.loss, history.fullLoss, history.size].every(({ points }) => points.length === 0),
    );
  return (
    <>
      {error ? (
        <div className="band">
          <ErrorState
            title="History cannot be read"
            details={error instanceof AnswerError ? error.details : String(error)}
            onRetry={retry}
          >
            <p>{error.message} Live verdicts go on; charts end where it was last read.</p>
          </ErrorState>
        </div>
      ) : null}
      {missing !== null && !error ? (
        <div className="band">
          <HistoryNotice reason={missing} />
        </div>
      ) : null}
      {empty ? (
        error || missing !== null ? null : (
          <div className="band">
            <EmptyState title="No history in this range">
              <p>Nothing of this link was measured or changed in the last {range.label}.</p>
            </EmptyState>
          </div>
        )
      ) : (
        <LinkCharts
          histories={histories}
          transitions={transitions}
          period={period}
          cursorAt={props.cursorAt}
          onCursor={props.onCursor}
          focus={props.focus}
        />
      )}
    </>
  );
}
