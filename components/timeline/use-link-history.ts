'use client';

import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { DetailDirection } from '#lib/api/link.ts';
import type { ApiProbe } from '#lib/api/observation.ts';
import type { ApiTransition } from '#lib/api/series.ts';
import { seriesQuery, transitionsQuery } from '#lib/client/history-query.ts';
import { directionId } from '#lib/model/identity.ts';
import type { Metric } from '#lib/model/sample.ts';
import { type DirectionHistory, inferredSince } from './direction-history.ts';
import { measurementsOf, NO_MEASUREMENTS } from './measurements.ts';
import { pointsOf, type Range } from './range.ts';
import { statusSpans } from './status-spans.ts';
import type { Period } from './time-axis.ts';
import { useStable } from './use-stable.ts';

const METRICS = ['rttMs', 'lossRatio', 'fullLossRatio', 'mtuBytes'] as const satisfies readonly Metric[];

/** Which probes make which series: their interval says how far apart two values may lie. */
const KINDS: Record<(typeof METRICS)[number], readonly string[]> = {
  rttMs: ['icmp'],
  lossRatio: ['icmp'],
  fullLossRatio: ['upload'],
  mtuBytes: ['icmp-df'],
};

/** The history of both directions of a link, as the charts draw it. */
export interface LinkHistory {
  /** There and back. */
  histories: readonly DirectionHistory[];
  transitions: readonly ApiTransition[];
  /** Whether anything has been read yet. */
  loading: boolean;
  /** What could not be read; the rest is shown all the same. */
  error: Error | null;
  /** Why what was read is not all there was; null when it is. */
  missing: string | null;
  retry: () => void;
}

/** Reads the history of a link over a period, and again as time goes on. */
export function useLinkHistory(
  id: string,
  directions: readonly [DetailDirection, DetailDirection],
  probes: readonly ApiProbe[],
  period: Period,
  range: Range,
): LinkHistory {
  const subject = { kind: 'links' as const, id };
  const plans = useStable(
    directions.map(({ from, to, expectedMtuBytes, basis }) => ({
      from,
      to,
      expectedMtuBytes,
      basis,
      everyMs: METRICS.map(
        (metric) => probes.find((probe) => probe.from === from && KINDS[metric].includes(probe.kind))?.everyMs ?? null,
      ),
    })),
  );
  const asked = directions.flatMap(({ from }) => METRICS.map((metric) => ({ direction: from, metric })));
  const series = useQueries({
    queries: asked.map((question) => ({
      ...seriesQuery(subject, period, { ...question, points: pointsOf(range) }),
      refetchInterval: range.refreshMs,
      placeholderData: keepPreviousData,
      gcTime: range.refreshMs * 3,
    })),
    combine: (results) => ({
      answers: results.map((result) => result.data),
      loading: results.every((result) => result.isPending),
      error: results.find((result) => result.error)?.error ?? null,
      retry: () => {
        for (const result of results) void result.refetch();
      },
    }),
  });
  const transitions = useQuery({
    ...transitionsQuery(subject, period),
    refetchInterval: range.refreshMs,
    placeholderData: keepPreviousData,
  });
  const changes = transitions.data?.transitions;
  const { answers } = series;
  const histories = useMemo(() => {
    return plans.map(({ from, to, expectedMtuBytes, basis, everyMs }, place): DirectionHistory => {
      const read = (metric: (typeof METRICS)[number]) => {
        const index = METRICS.indexOf(metric);
        const answer = answers[place * METRICS.length + index];
        return answer ? measurementsOf(answer, everyMs[index] ?? undefined) : NO_MEASUREMENTS;
      };
      const size = read('mtuBytes');
      return {
        from,
        to,
        spans: statusSpans(changes ?? [], `direction/${directionId(from, to)}`, period),
        rtt: read('rttMs'),
        loss: read('lossRatio'),
        fullLoss: read('fullLossRatio'),
        size,
        expectedBytes: expectedMtuBytes,
        sizeBasis: basis,
        inferredFromAt: inferredSince(size, basis),
      };
    });
  }, [answers, changes, plans, period]);
  return {
    histories,
    transitions: changes ?? [],
    loading: series.loading,
    error: series.error ?? transitions.error,
    missing: [transitions.data, ...answers].find((answer) => answer?.complete === false)?.reason ?? null,
    retry: () => {
      series.retry();
      void transitions.refetch();
    },
  };
}
