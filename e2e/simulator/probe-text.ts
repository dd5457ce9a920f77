import { hash32 } from './chance.ts';
import type { ProbeResult } from './probe.ts';

type Metric = { name: string; help: string; values: [labels: string, value: number][] };

const metric = (name: string, help: string, value: number): Metric => ({ name, help, values: [['', value]] });
const phases = (name: string, help: string, values: Record<string, number>): Metric => ({
  name,
  help,
  values: Object.entries(values).map(([phase, value]) => [`{phase="${phase}"}`, value]),
});

/** As Prometheus' Go client prints a float: exponents have two digits, large numbers have one too. */
function printFloat(value: number): string {
  const rounded = Number(value.toPrecision(10));
  const text =
    rounded !== 0 && (Math.abs(rounded) < 1e-4 || Math.abs(rounded) >= 1e9) ? rounded.toExponential() : String(rounded);
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

const RESOLVE_S = 8.7e-6;

function ofProber(result: ProbeResult): Metric[] {
  const rtt = result.rttMs / 1000;
  const done = result.success || result.statusCode > 0;
  if (result.prober === 'icmp')
    return [
      phases('probe_icmp_duration_seconds', 'Duration of icmp request by phase', {
        resolve: RESOLVE_S,
        rtt,
        setup: 5.2e-5,
      }),
      ...(result.success ? [metric('probe_icmp_reply_hop_limit', 'Replied packet hop limit (TTL for ipv4)', 61)] : []),
    ];
  if (result.prober === 'tcp')
    return [metric('probe_failed_due_to_regex', 'Indicates if probe failed due to regex', 0)];
  if (result.prober === 'dns')
    return [
      metric('probe_dns_additional_rrs', 'Returns number of entries in the additional resource record list', 0),
      metric(
        'probe_dns_answer_rrs',
        'Returns number of entries in the answer resource record list',
        result.success ? 1 : 0,
      ),
      metric('probe_dns_authority_rrs', 'Returns number of entries in the authority resource record list', 0),
      phases('probe_dns_duration_seconds', 'Duration of DNS request by phase', {
        connect: 4.6e-5,
        request: rtt,
        resolve: RESOLVE_S,
      }),
      metric(
        'probe_dns_query_succeeded',
        'Displays whether or not the query was executed successfully',
        result.success ? 1 : 0,
      ),
    ];
  return [
    metric('probe_failed_due_to_regex', 'Indicates if probe failed due to regex', 0),
    metric('probe_http_content_length', 'Length of http content response', result.bodyBytes === 7 ? 7 : done ? -1 : 0),
    phases('probe_http_duration_seconds', 'Duration of http request by phase, summed over all redirects', {
      connect: result.connected ? rtt : 0,
      processing: done ? rtt + 0.0006 : 0,
      resolve: RESOLVE_S,
      tls: 0,
      transfer: done ? 0.0002 : 0,
    }),
    metric('probe_http_redirects', 'The number of redirects', 0),
    metric('probe_http_ssl', 'Indicates if SSL was used for the final redirect', 0),
    metric('probe_http_status_code', 'Response HTTP status code', result.statusCode),
    metric('probe_http_uncompressed_body_length', 'Length of uncompressed response body', result.bodyBytes),
    metric('probe_http_version', 'Returns the version of HTTP of the probe response', done ? 1.1 : 0),
  ];
}

/** The text that blackbox_exporter 0.23 answers `/probe` with: metrics sorted by name, as recorded. */
export function probeText(result: ProbeResult): string {
  const metrics = [
    ...ofProber(result),
    metric('probe_dns_lookup_time_seconds', 'Returns the time taken for probe dns lookup in seconds', RESOLVE_S),
    metric('probe_duration_seconds', 'Returns how long the probe took to complete in seconds', result.tookMs / 1000),
    metric(
      'probe_ip_addr_hash',
      "Specifies the hash of IP address. It's useful to detect if the IP address changes.",
      hash32(result.targetIp),
    ),
    metric('probe_ip_protocol', 'Specifies whether probe ip protocol is IP4 or IP6', 4),
    metric('probe_success', 'Displays whether or not the probe was a success', result.success ? 1 : 0),
  ];
  const lines = metrics
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, help, values }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} gauge`,
      ...values.map(([labels, value]) => `${name}${labels} ${printFloat(value)}`),
    ]);
  return `${lines.join('\n')}\n`;
}

/** The exporter's own `/metrics`, the part that matters. */
export function exporterMetrics(at: number): string {
  return [
    "# HELP blackbox_exporter_build_info A metric with a constant '1' value labeled by version, revision, branch, goversion.",
    '# TYPE blackbox_exporter_build_info gauge',
    'blackbox_exporter_build_info{branch="HEAD",goarch="amd64",goos="linux",goversion="go1.26.2",revision="simulated",version="0.23.0"} 1',
    '# HELP blackbox_exporter_config_last_reload_success_timestamp_seconds Timestamp of the last successful configuration reload.',
    '# TYPE blackbox_exporter_config_last_reload_success_timestamp_seconds gauge',
    `blackbox_exporter_config_last_reload_success_timestamp_seconds ${printFloat(Math.floor(at / 86_400_000) * 86_400)}`,
    '# HELP blackbox_exporter_config_last_reload_successful Blackbox exporter config loaded successfully.',
    '# TYPE blackbox_exporter_config_last_reload_successful gauge',
    'blackbox_exporter_config_last_reload_successful 1',
    '# HELP blackbox_module_unknown_total Count of unknown modules requested by probes',
    '# TYPE blackbox_module_unknown_total counter',
    'blackbox_module_unknown_total 0',
    '',
  ].join('\n');
}
