'use client';
import { useQuery } from '@tanstack/react-query';
import type { FleetMatrix } from '#lib/api/fleet.ts';
import { fleetQuery } from './fleet-query.ts';
import { useHydrated } from './use-hydrated.ts';

/** The sites of the fleet, for their names; nothing until the fleet is there, which the server does not draw on pages of one thing. */
export function useSites(): FleetMatrix['sites'] | undefined {
  const { data } = useQuery({ ...fleetQuery, select: (fleet) => fleet.sites });
  return useHydrated() ? data : undefined;
}
