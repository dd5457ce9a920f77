import type { Poll } from '../collector.ts';
import { timeoutOf } from './modules.ts';
import type { Settings } from './settings.ts';

/** What our call may take beyond the exporter's own limit, milliseconds. */
const CALL_MARGIN_MS = 3000;

/** One repeated question to the exporter. `withLog`: its answer tells how it came about. */
export function questionOf(
  settings: Settings,
  asked: { key: string; module: string; target: string; everySeconds: number; withLog?: boolean },
): Poll {
  const { key, module, target, everySeconds, withLog = false } = asked;
  const timeoutMs = timeoutOf(module);
  const log = withLog ? '&debug=true' : '';
  const path = `/probe?module=${encodeURIComponent(module)}&target=${encodeTarget(target)}${log}`;
  // The exporter takes half a second off this limit before it compares it with the module's own.
  const headers = { 'X-Prometheus-Scrape-Timeout-Seconds': String(timeoutMs / 1000 + 0.5) };
  const ask: Poll['ask'] = settings.url
    ? { kind: 'http', url: `${settings.url.replace(/\/+$/, '')}${path}`, headers }
    : {
        kind: 'service-proxy',
        namespace: settings.namespace,
        service: settings.service,
        scheme: 'http',
        port: settings.port,
        path,
        headers,
      };
  return { key, everyMs: everySeconds * 1000, deadlineMs: timeoutMs + CALL_MARGIN_MS, budgeted: true, ask };
}

/** Under the same settings and of the same peer a key is the same question. */
export function sameQuestions(a: readonly Poll[], b: readonly Poll[]): boolean {
  return a.length === b.length && a.every(({ key, everyMs }, at) => key === b[at]?.key && everyMs === b[at].everyMs);
}

/** The exporter decodes a target twice; `:` and `/` need no encoding in a query and stay readable in its log. */
function encodeTarget(target: string): string {
  return encodeURIComponent(encodeURIComponent(target)).replace(/%25(3A|2F)/g, (_, code: string) =>
    code === '3A' ? ':' : '/',
  );
}
