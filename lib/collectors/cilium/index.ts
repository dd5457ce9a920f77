import type { Collector } from '../collector.ts';
import { podsAsked, servicesAsked } from './asking.ts';
import { type Memory, remember } from './memory.ts';
import { parse } from './parse.ts';
import { place, planPolls } from './place.ts';
import { Settings } from './settings.ts';

/** Cilium Cluster Mesh: services and identities that clusters know of each other, read from objects and metrics. */
export const cilium: Collector<Settings, Memory> = {
  id: 'cilium',
  label: 'Cilium Cluster Mesh',
  settings: Settings,
  paths: ['statusFile'],
  ...place(Settings.parse({})),
  place,
  options: [
    { name: 'exec', settings: Settings.parse({ exec: true }) },
    { name: 'podProxy', settings: Settings.parse({ podProxy: true }) },
  ],
  remember,
  polls: ({ settings, view, memory }) => {
    const pods = podsAsked(settings, view);
    const programs = servicesAsked(view, pods, memory.silent);
    return planPolls(settings, view, { programs, pods, standby: memory.standby });
  },
  parse,
};
