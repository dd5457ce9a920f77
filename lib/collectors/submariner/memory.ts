/** A gateway's heartbeat, by its name. */
export interface HeartbeatMemory {
  /** The annotation as it was written last. */
  stamp: string;
  /** Our receipt of that write, or the annotation's own time when it was old when we met it; nothing without annotation. */
  at: number | null;
  /** When we met the object. */
  seenAt: number;
  /** It fell silent while we watched. */
  silent: boolean;
}

/** One connection that an active gateway has, or should have. */
export interface ConnectionMemory {
  phase: 'unsettled' | 'settled';
  /** The peer's gateway. */
  host: string;
  /** Since when the phase holds. */
  since: number;
}

/** What a route agent said last of one peer, and since when: epoch milliseconds. */
export interface AgentMemory {
  said: string;
  at: number;
}

/** The gateway that led alone, by its node: since when, and its last heartbeat as a leader. */
export interface LeadMemory {
  node: string;
  since: number;
  at: number;
}

/** The last change of the leading gateway. */
export interface HandoverMemory {
  former: string;
  successor: string;
  /** The former's last heartbeat as a leader; nothing where we did not see all of it. */
  lastLedAt: number | null;
  /** The successor's first heartbeat as a leader. */
  ledAgainAt: number;
  /** When all of its tunnels had an answer for the first time; nothing before. */
  tunnelsBackAt: number | null;
}

/** What the collector must remember between two readings. Instants are epoch milliseconds by our clock. */
export interface Memory {
  /** This cluster's id, as it was told last: after the last gateway's goodbye no object may tell it any more. */
  own: string | null;
  /** The caches were not proven current at the last reading. */
  blind: boolean;
  /** When they were proven again after that; nothing before the first time. */
  sightSince: number | null;
  heartbeats: Map<string, HeartbeatMemory>;
  /** By gateway, peer and family. */
  connections: Map<string, ConnectionMemory>;
  /** Since when pings of each peer are answered, by its name. */
  answering: Map<string, number>;
  /** By node, then by peer. */
  agents: Map<string, ReadonlyMap<string, AgentMemory>>;
  /** Peers that the last active gateway listed. */
  peers: string[];
  everActive: boolean;
  noActiveSince: number | null;
  manyActiveSince: number | null;
  lead: LeadMemory | null;
  handover: HandoverMemory | null;
  /** Since when one gateway is all there is. */
  aloneSince: number | null;
  /** The endpoint of the active gateway, by the name of its cable. */
  ownCable: { name: string; since: number } | null;
  /** Since when the active gateway's endpoint is missing, by place. */
  unpublishedSince: Map<string, number>;
}

export function remember(): Memory {
  return {
    own: null,
    blind: false,
    sightSince: null,
    heartbeats: new Map(),
    connections: new Map(),
    answering: new Map(),
    agents: new Map(),
    peers: [],
    everActive: false,
    noActiveSince: null,
    manyActiveSince: null,
    lead: null,
    handover: null,
    aloneSince: null,
    ownCable: null,
    unpublishedSince: new Map(),
  };
}
