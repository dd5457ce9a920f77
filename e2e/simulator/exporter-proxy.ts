import type { IncomingMessage, ServerResponse } from 'node:http';
import { EXPORTER_NAME, EXPORTER_NAMESPACE } from './cluster-objects.ts';
import type { Cluster } from './fleet.ts';
import { agentMetrics, kvstoremeshMetrics } from './mesh-metrics.ts';
import { resolveText } from './name-probe.ts';
import { type addressBook, moduleOf, probe } from './probe.ts';
import { exporterMetrics, probeText } from './probe-text.ts';
import { answerStatus, answerText } from './status-answer.ts';
import type { World } from './world.ts';

type Options = {
  world: World;
  cluster: Cluster;
  addresses: ReturnType<typeof addressBook>;
  now: () => number;
  /** probes never wait longer than this, however long they say they took */
  probeWaitCapMs: number;
};
const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/** The way through the API server's service proxy to the cluster's blackbox_exporter, and to the metrics of its mesh. */
export class ExporterProxy {
  readonly #options: Options;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(options: Options) {
    this.#options = options;
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** `service` as the URL spells it: `http:blackbox-exporter:9115`, or without the scheme. */
  handle(
    { namespace, service, path, query }: { namespace: string; service: string; path: string; query: URLSearchParams },
    request: IncomingMessage,
    response: ServerResponse,
  ): ServerResponse {
    const { world, cluster, now } = this.#options;
    const metrics = path === '/metrics' && namespace === 'kube-system' ? this.#meshMetrics(service) : null;
    if (metrics !== null) return answerText(response, metrics, 200, PROMETHEUS_TEXT);
    const name = /^(?:http:)?([^:]+)(?::(9115|http))?$/.exec(service)?.[1];
    const { exporter } = world.clusterState(cluster.id, now());
    if (namespace !== EXPORTER_NAMESPACE || name !== EXPORTER_NAME || exporter === 'absent') {
      const missing = name ?? service;
      return answerStatus(response, 404, `services "${missing}" not found`, { name: missing, kind: 'services' });
    }
    if (exporter === 'down') return answerStatus(response, 503, `no endpoints available for service "${service}"`);
    if (path === '/-/healthy') return answerText(response, 'Healthy');
    if (path === '/metrics') return answerText(response, exporterMetrics(now()), 200, PROMETHEUS_TEXT);
    if (path !== '/probe') return answerText(response, '404 page not found\n', 404);
    return this.#probe(query, request, response);
  }

  #meshMetrics(service: string): string | null {
    const { world, cluster, now } = this.#options;
    if (!cluster.mesh) return null;
    if (service === 'http:clustermesh-apiserver-metrics:kvmesh-metrics')
      return kvstoremeshMetrics(world, cluster, now());
    return service === 'http:cilium-agent:metrics' && cluster.mesh.agentMetrics ? agentMetrics(world, cluster) : null;
  }

  #probe(query: URLSearchParams, request: IncomingMessage, response: ServerResponse): ServerResponse {
    const { world, cluster, now, addresses, probeWaitCapMs } = this.#options;
    const moduleName = query.get('module') || 'http_2xx';
    // the exporter decodes its target a second time
    const target = decodeURIComponent((query.get('target') ?? '').replaceAll('+', ' '));
    if (moduleName === 'resolve' && target) return answerText(response, resolveText(world, cluster, target, now()));
    const module = moduleOf(moduleName);
    if (!module) return answerText(response, `Unknown module ${JSON.stringify(moduleName)}\n`, 400);
    if (!target) return answerText(response, 'Target parameter is missing\n', 400);
    const peer = addresses.get(target.replace(/^https?:\/\//, '').replace(/[:/].*$/, ''))?.cluster;
    if (peer && world.direction(cluster.id, peer, now()).probesRefused)
      return answerText(response, 'target is not on the allow-list\n', 403);
    const result = probe(world, addresses, cluster.id, module, target, now());
    // the exporter stops half a second before its caller does
    const scrape = Number(request.headers['x-prometheus-scrape-timeout-seconds'] ?? 120);
    const limitMs = Math.max(10, (scrape - 0.5) * 1000);
    const answered = result.tookMs > limitMs ? { ...result, success: false, tookMs: limitMs } : result;
    const answer = () => {
      this.#timers.delete(timer);
      if (response.destroyed || world.clusterState(cluster.id, now()).api === 'hangs') return;
      answerText(response, probeText(answered), 200, PROMETHEUS_TEXT);
    };
    const timer = setTimeout(answer, Math.min(answered.tookMs, probeWaitCapMs));
    this.#timers.add(timer);
    response.on('close', () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    });
    return response;
  }
}
