'use client';

import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { seriesQuery } from '#lib/client/history-query.ts';
import { measurementsOf, NO_MEASUREMENTS } from './measurements.ts';
import type { Peer, PeerHistory } from './peer-history.ts';
import { pointsOf, type Range } from './range.ts';
import type { Period } from './time-axis.ts';

/** Many small questions: asked again no more often than this. */
const REFRESH_MS = 60_000;

/**
 * Reads the history of a cluster's peers, by peer: four small series each. Browsers ask six at a time, so two dozen peers
 * are read in the time of sixteen answers.
 */
export function usePeerHistory(
  self: string,
  peers: readonly Peer[],
  period: Period,
  range: Range,
): {
  histories: ReadonlyMap<string, PeerHistory>;
  loading: boolean;
  error: Error | null;
  /** Why what was read is not all there was; null when it is. */
  missing: string | null;
  retry: () => void;
} {
  const asked = peers.flatMap(({ id, link }) => [
    { peer: id, link, figure: 'rtt', metric: 'rttMs', direction: self } as const,
    { peer: id, link, figure: 'loss', metric: 'lossRatio', direction: self } as const,
    { peer: id, link, figure: 'there', metric: 'fullLossRatio', direction: self } as const,
    { peer: id, link, figure: 'back', metric: 'fullLossRatio', direction: id } as const,
  ]);
  const { answers, loading, error, retry } = useQueries({
    queries: asked.map(({ link, metric, direction }) => ({
      ...seriesQuery({ kind: 'links', id: link }, period, { metric, direction, points: pointsOf(range) }),
      refetchInterval: Math.max(REFRESH_MS, range.refreshMs),
      placeholderData: keepPreviousData,
      gcTime: REFRESH_MS * 3,
    })),
    combine: (results) => ({
      answers: results.map((result) => result.data),
      loading: results.length > 0 && results.every((result) => result.isPending),
      error: results.find((result) => result.error)?.error ?? null,
      retry: () => {
        for (const result of results) if (result.error) void result.refetch();
      },
    }),
  });
  const questions = asked.map(({ peer, figure }) => `${peer} ${figure}`).join('\n');
  const histories = useMemo(() => {
    const found = new Map<string, PeerHistory>();
    for (const [index, question] of questions.split('\n').entries()) {
      const [peer = '', figure] = question.split(' ');
      const answer = answers[index];
      const measured = answer ? measurementsOf(answer) : NO_MEASUREMENTS;
      const before = found.get(peer) ?? {
        rtt: NO_MEASUREMENTS,
        loss: NO_MEASUREMENTS,
        there: NO_MEASUREMENTS,
        back: NO_MEASUREMENTS,
      };
      found.set(peer, { ...before, [figure as keyof PeerHistory]: measured });
    }
    return found;
  }, [answers, questions]);
  const missing = answers.find((answer) => answer?.complete === false)?.reason ?? null;
  return { histories, loading, error, missing, retry };
}
