'use client';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/**
 * What was renamed, or took over the history of a name known by hearsay, answers under its new id: the address follows, with all
 * that it says. `current`: the id that answered, or nothing yet.
 */
export function useMovedAddress(folder: 'links' | 'clusters', id: string, current: string | undefined): void {
  const router = useRouter();
  const movedTo = current !== undefined && current !== id ? current : null;
  useEffect(() => {
    if (movedTo) router.replace(`/${folder}/${encodeURIComponent(movedTo)}${window.location.search}`);
  }, [folder, movedTo, router]);
}
