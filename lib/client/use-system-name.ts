'use client';
import { useQuery } from '@tanstack/react-query';
import type { Fleet } from '#lib/api/fleet.ts';
import { fleetQuery } from './fleet-query.ts';

/** How screens call a system: as its sources do, else by its id. */
export function systemName(names: Fleet['systemNames'] | undefined, id: string): string {
  return (names && Object.hasOwn(names, id) ? names[id] : undefined) || id;
}

/** The same where no fleet is at hand; ids until it is known. */
export function useSystemName(): (id: string) => string {
  const { data } = useQuery({ ...fleetQuery, select: (fleet) => fleet.systemNames });
  return (id) => systemName(data, id);
}
