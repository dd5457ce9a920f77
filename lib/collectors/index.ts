import 'server-only';
import { cilium } from './cilium/index.ts';
import type { Collector } from './collector.ts';
import { kubernetes } from './kubernetes/index.ts';
import { mcsApi } from './mcs/index.ts';
import { probes } from './probes/index.ts';
import { submariner } from './submariner/index.ts';

/** Every system that can be read, in alphabetical order. A new one is a folder and a line here. */
// biome-ignore lint/suspicious/noExplicitAny: a list of collectors with settings and memories of their own types
export const COLLECTORS: readonly Collector<any, any>[] = [cilium, kubernetes, mcsApi, probes, submariner];
