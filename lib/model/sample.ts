import { z } from 'zod';

/** Numbers that are kept over time. The unit stands in the name; ratios are 0 to 1. */
export const Metric = z.enum([
  'rttMs',
  'jitterMs',
  /** Share of the last 30 small echoes without reply. */
  'lossRatio',
  /** Share of the last 30 full-size transfers this way that did not arrive. */
  'fullLossRatio',
  /** Largest do-not-fragment packet that makes the round trip, bytes of IP packet. */
  'mtuBytes',
  'tcpMs',
  'dnsMs',
  'httpMs',
  /** The cluster's clock minus ours. */
  'clockDiffMs',
  /** Round trip of our own request to the cluster's API server. */
  'apiMs',
]);
export type Metric = z.infer<typeof Metric>;

/** What is measured of a cluster alone. */
export const ClusterMetric = Metric.extract(['clockDiffMs', 'apiMs']);
/** What is measured of a direction. */
export const DirectionMetric = Metric.exclude(ClusterMetric.options);

/** One number of one series. `value` is null where there was a call and no number (a lost echo has no RTT). */
export interface Sample {
  /** A `subjectKey`. */
  subject: string;
  metric: Metric;
  value: number | null;
  /** Epoch milliseconds. */
  at: number;
  /** Smaller is preferred where several sources measure one series: 10 our probes, 20 another's probes, 30 a gateway's ping. */
  preference: number;
  /** The cluster that measured it. */
  measuredFrom: string | null;
  /** `inferred` where a transfer proves the size and no echo measured it. */
  basis: 'measured' | 'inferred';
}
