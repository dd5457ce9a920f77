import { z } from 'zod';
import { parseNetwork } from '../access/address.ts';

const Id = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be lower-case letters, digits and dashes, at most 63');
const Instant = z.iso
  .datetime({ offset: true, error: 'must be an RFC 3339 instant such as 2026-11-21T08:00:00Z' })
  .transform((text) => Date.parse(text));

const HostName = z
  .string()
  .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i, 'must be a host name such as causeway.example.com, without scheme and port');

const Network = z
  .string()
  .refine((text) => parseNetwork(text) !== null, 'must be an address or a network such as 10.0.0.0/8');

const Auth = z.strictObject({
  /** Hashes of the tokens that are let in, made by `npm run -s token`; needed where `HOST` is not loopback. Relative to the configuration's file. */
  tokensFile: z.string().min(1).optional(),
  /** Proxies of our own, whose X-Forwarded-For is believed where limits count by address. */
  proxies: z.array(Network).default([]),
});

const ClusterEntry = z
  .strictObject({
    id: Id,
    /** A context of the kubeconfig; by default the one whose name is the id. */
    context: z.string().optional(),
    /** A kubeconfig of its own. */
    kubeconfig: z.string().optional(),
    inCluster: z.boolean().default(false),
    site: z.string().optional(),
    /** Settings of a system's collector in this cluster; `false` switches it off. */
    collect: z.record(z.string(), z.union([z.literal(false), z.record(z.string(), z.unknown())])).default({}),
    /** Names by which systems know this cluster, beside those it says itself. */
    aliases: z
      .array(z.strictObject({ system: z.string(), scope: z.string().default(''), name: z.string() }))
      .default([]),
    /** Allows `pods/exec` here. */
    exec: z.boolean().default(false),
    /** Allows the pods proxy here. */
    podsProxy: z.boolean().default(false),
  })
  .refine(
    (entry) =>
      [entry.inCluster, entry.context !== undefined || entry.kubeconfig !== undefined].filter(Boolean).length <= 1,
    {
      message: 'inCluster stands alone: without context and kubeconfig',
      path: ['inCluster'],
    },
  );

const SiteEntry = z.strictObject({
  id: Id,
  name: z.string().min(1).max(100),
  kind: z.enum(['on-prem', 'cloud', 'edge']).default('on-prem'),
  provider: z.string().optional(),
  region: z.string().optional(),
});

const LinkEntry = z.strictObject({
  clusters: z.tuple([z.string(), z.string()]),
  capacityMbps: z.number().positive().optional(),
  slo: z
    .strictObject({ rttMs: z.number().positive().optional(), availability: z.number().min(0).max(1).optional() })
    .optional(),
  underlayMtu: z.number().int().min(576).max(65_535).optional(),
  /** The size that must fit, bytes of IP packet between pods. */
  mtuBytes: z.number().int().min(576).max(65_535).optional(),
  /** `none`: the two need not reach each other and no probe is set. */
  expect: z.enum(['connected', 'none']).default('connected'),
});

const MaintenanceEntry = z.strictObject({
  id: Id.optional(),
  from: Instant,
  to: Instant,
  clusters: z.array(z.string()).default([]),
  sites: z.array(z.string()).default([]),
  links: z.array(z.string()).default([]),
  reason: z.string().default(''),
});

/** The whole of `causeway.yaml`. Everything is optional; sections of a system's collector have the system's name. */
export const Config = z.strictObject({
  /** Name of the fleet on screens. */
  name: z.string().max(60).default(''),
  /** Names under which browsers reach the server, beside loopback and `HOST`: without scheme and port. */
  allowedHosts: z.array(HostName).default([]),
  kubeconfig: z.string().optional(),
  clusters: z.array(ClusterEntry).optional(),
  sites: z.array(SiteEntry).default([]),
  links: z.array(LinkEntry).default([]),
  probes: z.looseObject({ budgetPerSecond: z.number().positive().max(1000).default(10) }).prefault({}),
  history: z
    .strictObject({
      url: z.string().startsWith('file:', 'must begin with file:').default('file:./.causeway/history.db'),
      retention: z
        .strictObject({ rawHours: z.number().positive().default(48), minuteDays: z.number().positive().default(90) })
        .prefault({}),
      maxBytes: z.number().int().min(10_000_000).default(4_000_000_000),
    })
    .prefault({}),
  maintenance: z.array(MaintenanceEntry).default([]),
  auth: Auth.optional(),
  /** Sections that are accepted and not read yet; `/sources` says so. */
  sources: z.array(z.unknown()).optional(),
  bgp: z.unknown().optional(),
  wall: z.unknown().optional(),
  reports: z.unknown().optional(),
  alerts: z.unknown().optional(),
});
export type Config = z.infer<typeof Config>;

/** Top-level sections that this version accepts and does not read. */
export const UNREAD_SECTIONS = ['sources', 'bgp', 'wall', 'reports', 'alerts'] as const;
