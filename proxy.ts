import { type NextRequest, NextResponse } from 'next/server';
import { gate } from '#lib/server/http/gate.ts';
import { isMissing } from '#lib/server/http/is-missing.ts';
import { contentPolicy, newNonce, SECURITY_HEADERS } from '#lib/server/http/security-headers.ts';

const POLICY = 'content-security-policy';

/**
 * Next asks this before it answers anything but its own static files. The status of a page is set here: `notFound()` would
 * leave its drawing to the browser's scripts.
 */
export async function proxy(request: NextRequest): Promise<Response> {
  const policy = contentPolicy(newNonce());
  const refusal = gate(request);
  const response = refusal ?? (await goOn(request, policy));
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  // The development server evaluates strings and opens a websocket: the policy is for what is built.
  if (process.env.NODE_ENV === 'production') response.headers.set(POLICY, policy);
  return response;
}

/** To the page or handler; Next gives the nonce that it finds in the policy to every script it writes. */
async function goOn(request: NextRequest, policy: string): Promise<NextResponse> {
  const headers = new Headers(request.headers);
  headers.set(POLICY, policy);
  const status = (await isMissing(request.nextUrl.pathname)) ? { status: 404 } : {};
  return NextResponse.next({ request: { headers }, ...status });
}

export const config = { matcher: '/((?!_next/static/).*)' };
