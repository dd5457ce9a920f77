import { type NextRequest, NextResponse } from 'next/server';
import { gate } from '#lib/server/http/gate.ts';
import { isMissing } from '#lib/server/http/is-missing.ts';

/**
 * Next asks this before it answers anything but its own static files. The status of a page is set here: `notFound()` would
 * leave its drawing to the browser's scripts.
 */
export async function proxy(request: NextRequest): Promise<Response> {
  return gate(request) ?? NextResponse.next((await isMissing(request.nextUrl.pathname)) ? { status: 404 } : {});
}

export const config = { matcher: '/((?!_next/static/).*)' };
