import { type NextRequest, NextResponse } from 'next/server';
import { gate } from '#lib/server/http/gate.ts';

/** Next asks this before it answers anything but its own static files. */
export function proxy(request: NextRequest): Response {
  return gate(request) ?? NextResponse.next();
}

export const config = { matcher: '/((?!_next/static/).*)' };
