'use client';
import { type ReactNode, useId } from 'react';

/** A reading that appears on hover and focus; never needed to know a status. `children` must be able to take focus. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <span className="tip">
      <span aria-describedby={id}>{children}</span>
      <span className="tip-text" role="tooltip" id={id}>
        {text}
      </span>
    </span>
  );
}
