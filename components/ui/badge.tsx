import type { ReactNode } from 'react';
import type { Mark } from '#lib/model/status.ts';
import { Glyph } from './glyph.tsx';

/** A status with its hue, glyph and word; `children` replaces the word, never the glyph. */
export function Badge({ mark, children }: { mark: Mark; children?: ReactNode }) {
  return (
    <span className={`badge b-${mark}`}>
      <Glyph mark={mark} size={11} label={false} />
      {children ?? mark}
    </span>
  );
}

/** The badges of one judged subject: its status, and the flag beside it. */
export function Badges({ status, conflict }: { status: Exclude<Mark, 'conflict'>; conflict: boolean }) {
  return (
    <>
      <Badge mark={status} />
      {conflict ? <Badge mark="conflict" /> : null}
    </>
  );
}

/** Glyph and word in running text; the word stands in ink, the glyph carries the hue. */
export function StatusWord({ mark, size = 12, children }: { mark: Mark; size?: number; children?: ReactNode }) {
  return (
    <span className="mark">
      <Glyph mark={mark} size={size} label={false} />
      <span>{children ?? mark}</span>
    </span>
  );
}
