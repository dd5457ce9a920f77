'use client';

import { CopyButton } from '#components/ui/copy-button.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import { RANGES, type Range } from './range.ts';

/** What one can do with a page that has charts: choose how far back they go, and hand on the address of the view. */
export function ViewActions({ range, onRange }: { range: Range; onRange: (id: string) => void }) {
  return (
    <>
      <Segmented
        label="Range of the charts"
        options={RANGES.map(({ id, label }) => ({ value: id as string, label }))}
        value={range.id}
        onChange={onRange}
      />
      <CopyButton text={() => window.location.href}>Copy view URL</CopyButton>
    </>
  );
}
