'use client';

import { useMemo } from 'react';

/**
 * The same value as long as it says the same: plain data that is made anew with every answer, though only ages in it
 * moved, must not draw charts anew.
 */
export function useStable<Value>(value: Value): Value {
  const text = JSON.stringify(value);
  return useMemo(() => JSON.parse(text) as Value, [text]);
}
