import type { Collector } from '../collector.ts';
import { type Memory, remember } from './memory.ts';
import { parse } from './parse.ts';
import { watchedResources } from './resources.ts';
import { Settings } from './settings.ts';

/** Submariner: encrypted tunnels between clusters, read from the objects that its gateways and route agents write. */
export const submariner: Collector<Settings, Memory> = {
  id: 'submariner',
  label: 'Submariner',
  settings: Settings,
  resources: watchedResources(Settings.parse({})),
  resourcesFor: watchedResources,
  permissions: [],
  remember,
  polls: () => [],
  parse,
};
