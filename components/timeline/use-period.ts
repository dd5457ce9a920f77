'use client';

import { useMemo } from 'react';
import { useNow } from '#components/ui/clock.ts';
import type { Range } from './range.ts';
import type { Period } from './time-axis.ts';

/**
 * The period of a range that ends now. It moves by whole points, so that buckets keep their places between two questions
 * and a drawing does not tremble.
 */
export function usePeriod(range: Range): Period {
  const now = useNow();
  const toAt = Math.ceil(now / range.stepMs) * range.stepMs;
  return useMemo(() => ({ fromAt: toAt - range.lengthMs, toAt }), [toAt, range.lengthMs]);
}
