import { z } from 'zod';

/** What owns a failure, bottom up: a lower layer explains a higher one. */
export const Layer = z.enum(['underlay', 'routing', 'tunnel', 'path', 'discovery', 'dns', 'identity', 'policy']);
export type Layer = z.infer<typeof Layer>;

/** Bottom up. */
export const LAYERS: readonly Layer[] = Layer.options;

/** Layers that decide whether packets arrive. The others can degrade a direction, and take it down only when all their items fail. */
export const REACHABILITY_LAYERS: readonly Layer[] = ['underlay', 'routing', 'tunnel', 'path'];
