import 'server-only';
import { CONTRACT } from '#lib/api/contract.ts';
import { type Door, ownDoor } from '../access/door.ts';
import { admit } from './admit.ts';
import { type Hosts, hostName, isKnownHost, ownHosts } from './known-host.ts';
import { problem } from './problem.ts';
import { redirect } from './redirect.ts';

/** Of handlers; Next answers OPTIONS for them. */
const READING = ['GET', 'HEAD', 'OPTIONS'];
/** Of pages and files, which Next would draw for any method, or fail at. */
const SEEING = ['GET', 'HEAD'];

/**
 * Stands before every handler and page: answers what none of them could or may answer, else nothing. TRACE never comes here:
 * the Fetch standard forbids a `Request` of that method, so Next fails to make one and answers 500 itself.
 */
export function gate(
  request: Request,
  hosts: Hosts = ownHosts(),
  door: Door | undefined = ownDoor(),
): Response | undefined {
  const url = new URL(request.url);
  const { pathname } = url;
  const isApi = pathname === '/api' || pathname.startsWith('/api/');
  const host = hostName(request.headers.get('host') ?? '');
  if (!host || !isKnownHost(host, hosts)) return misdirected(host, isApi);
  if (!decodes(pathname)) {
    if (isApi)
      return problem(
        400,
        'Bad request',
        'the path has a percent sign that begins no UTF-8 letter; write %25 for the sign',
      );
    url.pathname = pathname.split('/').map(withPercent).join('/');
    return redirect(url);
  }
  const served = CONTRACT.find(({ path }) => matches(path, pathname));
  if (isApi && !served)
    return problem(404, 'Not found', 'nothing is served here; GET /api/v1/openapi.json describes what there is');
  const methods = served ? [...READING, ...Object.keys(served.changes ?? {})] : SEEING;
  return admit(request, { isPage: !served }, door) ?? refusedMethod(request.method, methods);
}

function refusedMethod(method: string, methods: readonly string[]): Response | undefined {
  if (methods.includes(method)) return undefined;
  const allow = methods.join(', ');
  return problem(405, 'Method not allowed', `${method} does nothing here; there are ${allow}`, { headers: { allow } });
}

/** Says to whoever set up a name for us what is still to be done. */
function misdirected(host: string | null, isApi: boolean): Response {
  const detail = host
    ? `Causeway does not answer to the name "${host}", for any page on the web could take it and read the fleet through a browser. If the name is yours, write it into causeway.yaml and start again: allowedHosts: [${host}]`
    : 'The request names no host that can be read; Causeway answers to the names and addresses that it knows.';
  if (isApi) return problem(421, 'Misdirected request', detail);
  return new Response(`${detail}\n`, {
    status: 421,
    headers: { 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' },
  });
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** A segment that can't be decoded as the text that it is: the page then says what it does not know. */
function withPercent(segment: string): string {
  return decodes(segment) ? segment : segment.replaceAll('%', '%25');
}

/** Whether a path of the contract, with `{id}` for any segment, is this one. */
function matches(path: string, pathname: string): boolean {
  const [parts, given] = [path.split('/'), pathname.split('/')];
  return parts.length === given.length && parts.every((part, at) => part.startsWith('{') || part === given[at]);
}
