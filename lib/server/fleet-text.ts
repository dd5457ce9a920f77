import { toInstant } from '#lib/api/instant.ts';
import type { Cluster } from '#lib/model/cluster.ts';
import { LAYERS } from '#lib/model/layer.ts';
import type { Direction, Link } from '#lib/model/link.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { MARKS } from '#lib/model/status.ts';

/** A snapshot as text for a terminal: clusters, every direction with its layers, findings, and sources that fail. */
export function fleetText(snapshot: Snapshot, now: number): string {
  const links = [...snapshot.links.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const counts = MARKS.filter((mark) => snapshot.totals[mark] > 0).map((mark) => `${snapshot.totals[mark]} ${mark}`);
  const clusters = [...snapshot.clusters.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const failed = [...snapshot.sources.values()].filter((source) => source.state !== 'ok' && source.state !== 'absent');
  return [
    `${toInstant(now)}  revision ${snapshot.revision}  ${clusters.length} clusters, ${links.length} links, ${snapshot.totals.total} directions: ${counts.join(', ') || 'none'}`,
    '',
    ...clusters.map((cluster) => clusterLine(cluster, now)),
    '',
    ...links.flatMap((link) => linkLines(link, now)),
    ...section(
      'findings',
      [...snapshot.findings.values()].map((finding) => `  ${finding.severity}  ${finding.rule}  ${finding.words.text}`),
    ),
    ...section(
      'sources',
      failed.map(
        (source) =>
          `  ${source.id}  ${source.state}${source.reason ? ` (${[source.reason, source.detail].filter(Boolean).join(', ')})` : ''}  ${source.message}`,
      ),
    ),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? ['', title, ...lines] : [];
}

function clusterLine(cluster: Cluster, now: number): string {
  const { facts } = cluster;
  const attributes = facts.attributes
    .map(({ label, value, note }) => `${label} ${value}${note ? ` (${note})` : ''}`)
    .join('; ');
  return `${cluster.id}  ${cluster.reading} ${age(cluster.observedAt, now)}  ${attributes || cluster.words.text}`;
}

function linkLines(link: Link, now: number): string[] {
  return link.directions.flatMap((direction) => [directionLine(direction, now), ...layerLines(direction, now)]);
}

function directionLine(direction: Direction, now: number): string {
  const { from, to, status, conflict, ownerLayer, since, words } = direction;
  const figures = [
    direction.rttMs === null ? '' : `rtt ${direction.rttMs.toFixed(2)} ms`,
    direction.lossRatio === null ? '' : `loss ${Math.floor(direction.lossRatio * 100)} %`,
    direction.fullLossRatio === null ? '' : `full-size loss ${Math.floor(direction.fullLossRatio * 100)} %`,
    direction.mtuBytes === null ? '' : `passes ${direction.mtuBytes} B ${direction.basis ?? ''}`,
  ].filter((text) => text !== '');
  const head = `${from} -> ${to}  ${status}${conflict ? ' ≠ conflict' : ''}${ownerLayer ? `  ${ownerLayer}` : ''}`;
  return `${head}  since ${since === null ? 'never' : toInstant(since)}  ${age(direction.observedAt, now)}  ${figures.join(', ')}\n    ${words.text}`;
}

function layerLines(direction: Direction, now: number): string[] {
  return LAYERS.flatMap((layer) => {
    const verdict = direction.layers[layer];
    if (!verdict) return [];
    return [
      `    ${layer.padEnd(9)} ${verdict.status}${verdict.conflict ? ' ≠' : ''}  ${verdict.decidedBy} ${age(verdict.observedAt, now)}  ${verdict.words.text}`,
    ];
  });
}

function age(at: number | null, now: number): string {
  return at === null ? 'never' : `${Math.max(0, Math.round((now - at) / 1000))} s ago`;
}
