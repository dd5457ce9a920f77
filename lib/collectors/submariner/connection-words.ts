import type { Result, Strength } from '#lib/model/evidence.ts';
import { oncePer } from '#lib/model/once-per.ts';
import type { Status } from '#lib/model/status.ts';
import { type Words, words } from '#lib/model/words.ts';
import type { EndpointSpec } from './endpoint-spec.ts';
import { answered, type Connection } from './gateways.ts';
import type { ConnectionMemory } from './memory.ts';
import type { Wake } from './wake.ts';

/** A tunnel that is being set up says nothing for so long. */
export const UNSETTLED_QUIET_MS = 15_000;
/** NAT discovery without an answer takes 60 to 65 s; only after it a gateway lists the connection, as an error. */
export const UNSETTLED_LIMIT_MS = 70_000;
/** After a takeover the pinger starts before the tunnel: one write says `error` without ever having had an answer. */
export const FIRST_PING_MS = 10_000;

/** Drivers whose *connected* means an established association. vxlan says it always. */
const ASSOCIATING_DRIVERS: ReadonlySet<string> = new Set(['libreswan', 'wireguard']);

/** What a connection's word is worth. */
export interface Worth {
  result: Result;
  strength: Strength;
  status: Status;
  words: Words;
}

function worth(result: Result, strength: Strength, status: Status, said: Words): Worth {
  return { result, strength, status, words: said };
}

/** Judges a connection that is absent or `connecting`: quiet at first, then a weak fail, at last the gateway's own word. */
export function unsettledWorth(since: number, wake: Wake, peer: string, listed: boolean): Worth {
  const what = listed ? 'still connecting' : 'no connection listed';
  if (!wake.due(since + UNSETTLED_QUIET_MS))
    return worth(
      'none',
      'own-word',
      'unknown',
      words('submariner.connection-due', 'Tunnel to {peer} is due', { peer }),
    );
  if (!wake.due(since + UNSETTLED_LIMIT_MS)) {
    const text = 'Tunnel to {peer} is not established yet: {what}';
    return worth('fail', 'hearsay', 'down', words('submariner.connection-not-yet', text, { peer, what }));
  }
  const text = 'Tunnel to {peer} was never established: {what}';
  return worth('fail', 'own-word', 'down', words('submariner.connection-missing', text, { peer, what }));
}

/** Judges a listed connection by its own words. `phase.since`: since when it is listed, or due when it was missing before. */
export function connectionWorth(connection: Connection, phase: ConnectionMemory, wake: Wake): Worth {
  const peer = connection.endpoint.clusterId;
  switch (connection.status) {
    case 'connected':
      return connectedWorth(connection, peer);
    case 'connecting':
      return unsettledWorth(phase.since, wake, peer, true);
    case 'error': {
      const neverAnswered = connection.rtt !== null && !answered(connection.rtt);
      if (neverAnswered && !wake.due(phase.since + FIRST_PING_MS)) {
        const text = 'Tunnel to {peer} is new, its first ping is due';
        return worth('none', 'own-word', 'unknown', words('submariner.first-ping-due', text, { peer }));
      }
      const says = connection.message === '' ? 'no reason given' : connection.message;
      const text = 'Tunnel to {peer} is in error: {says}';
      return worth('fail', 'own-word', 'down', words('submariner.connection-error', text, { peer, says }));
    }
    default: {
      const says = connection.status === '' ? 'nothing' : connection.status;
      const text = 'Its gateway says {says} of the tunnel to {peer}';
      return worth('none', 'own-word', 'unknown', words('submariner.connection-unknown', text, { peer, says }));
    }
  }
}

function connectedWorth(connection: Connection, peer: string): Worth {
  const pingerBroken = /pinger/i.test(connection.message);
  if (answered(connection.rtt) && !pingerBroken) return pingsAnswered(connection.endpoint);
  if (connection.rtt !== null && !pingerBroken) {
    const text = 'Connected to {peer}, no ping answered yet';
    return worth('none', 'own-word', 'unknown', words('submariner.connected-unanswered', text, { peer }));
  }
  const driver = connection.endpoint.driver === '' ? 'unnamed' : connection.endpoint.driver;
  if (ASSOCIATING_DRIVERS.has(driver)) {
    const text = 'Connected to {peer}: {driver} holds an association, no health check speaks for the path';
    return worth('pass', 'hearsay', 'up', words('submariner.connected-association', text, { peer, driver }));
  }
  const text = 'Connected to {peer}, unverified: the {driver} driver always says so and no health check runs';
  return worth('none', 'own-word', 'unknown', words('submariner.connected-unverified', text, { peer, driver }));
}

/** What nearly all tunnels say nearly all of the time. */
const pingsAnswered = oncePer(
  ({ clusterId }: EndpointSpec): Worth =>
    worth(
      'pass',
      'own-word',
      'up',
      words('submariner.connected', 'Connected to {peer}, pings answered', { peer: clusterId }),
    ),
);
