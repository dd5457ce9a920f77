'use client';
import { type RefObject, useEffect, useState } from 'react';
import { type Ink, readInk } from './matrix-ink.ts';

/** The tokens that hold at an element, again whenever the theme or the fonts change. */
export function useInk(element: RefObject<Element | null>): Ink | undefined {
  const [ink, setInk] = useState<Ink>();
  useEffect(() => {
    const read = () => {
      if (element.current) setInk(readInk(element.current));
    };
    read();
    void document.fonts.ready.then(read);
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }, [element]);
  return ink;
}
