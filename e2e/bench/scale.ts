import { loadavg } from 'node:os';
import type { BenchOptions } from './figure.ts';
import { benchScaleEngine } from './scale-engine.ts';
import { benchScaleProduct } from './scale-product.ts';

/**
 * What a full mesh costs whoever judges and answers, at 50 and at 255 clusters (32,385 links): the engine in this process, then
 * the built product with viewers, streams and a browser. The clusters are read without sockets, see `UnwiredCluster`: on one
 * machine a simulator of 255 API servers would be most of what is measured.
 */
export async function benchScale(options: BenchOptions): Promise<void> {
  const { small, note } = options;
  for (const clusters of small ? [50] : [50, 255]) {
    note(`load average ${loadavg()[0]?.toFixed(1)}`);
    await benchScaleEngine(clusters, options);
    if (!small) await benchScaleProduct(clusters, options);
  }
}
