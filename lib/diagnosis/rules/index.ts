import type { Rule } from '../rule.ts';
import { brokerUnreachable } from './broker-unreachable/rule.ts';
import { cableMismatch } from './cable-mismatch/rule.ts';
import { cidrOverlap } from './cidr-overlap/rule.ts';
import { clockSkew } from './clock-skew/rule.ts';
import { clusterIdDuplicated } from './cluster-id-duplicated/rule.ts';
import { clustermeshAgentBlind } from './clustermesh-agent-blind/rule.ts';
import { clustermeshConfigMismatch } from './clustermesh-config-mismatch/rule.ts';
import { clustermeshNotReady } from './clustermesh-not-ready/rule.ts';
import { clustermeshWriterDead } from './clustermesh-writer-dead/rule.ts';
import { clustersetDnsNotWired } from './clusterset-dns-not-wired/rule.ts';
import { dnsFailing } from './dns-failing/rule.ts';
import { endpointNotPublished } from './endpoint-not-published/rule.ts';
import { endpointsDiverged } from './endpoints-diverged/rule.ts';
import { exportConflict } from './export-conflict/rule.ts';
import { exportInvalid } from './export-invalid/rule.ts';
import { exportWithoutDatapath } from './export-without-datapath/rule.ts';
import { exportWithoutEndpoints } from './export-without-endpoints/rule.ts';
import { gatewayFailover } from './gateway-failover/rule.ts';
import { gatewayNoneActive } from './gateway-none-active/rule.ts';
import { gatewaySingle } from './gateway-single/rule.ts';
import { gatewaySplitBrain } from './gateway-split-brain/rule.ts';
import { gatewayStale } from './gateway-stale/rule.ts';
import { globalServiceNotShared } from './global-service-not-shared/rule.ts';
import { importMissing } from './import-missing/rule.ts';
import { importNotReady } from './import-not-ready/rule.ts';
import { linkUnencrypted } from './link-unencrypted/rule.ts';
import { mtuBlackhole } from './mtu-blackhole/rule.ts';
import { nodePathBroken } from './node-path-broken/rule.ts';
import { probeMissing } from './probe-missing/rule.ts';
import { sourceBlind } from './source-blind/rule.ts';
import { tunnelDownPathUp } from './tunnel-down-path-up/rule.ts';
import { tunnelUpPathDown } from './tunnel-up-path-down/rule.ts';

/** Every diagnosis rule, in alphabetical order: one line each. */
export const RULES: readonly Rule[] = [
  brokerUnreachable,
  cableMismatch,
  cidrOverlap,
  clockSkew,
  clusterIdDuplicated,
  clustermeshAgentBlind,
  clustermeshConfigMismatch,
  clustermeshNotReady,
  clustermeshWriterDead,
  clustersetDnsNotWired,
  dnsFailing,
  endpointNotPublished,
  endpointsDiverged,
  exportConflict,
  exportInvalid,
  exportWithoutDatapath,
  exportWithoutEndpoints,
  gatewayFailover,
  gatewayNoneActive,
  gatewaySingle,
  gatewaySplitBrain,
  gatewayStale,
  globalServiceNotShared,
  importMissing,
  importNotReady,
  linkUnencrypted,
  mtuBlackhole,
  nodePathBroken,
  probeMissing,
  sourceBlind,
  tunnelDownPathUp,
  tunnelUpPathDown,
];
