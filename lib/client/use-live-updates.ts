'use client';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { FleetMatrix } from '#lib/api/fleet.ts';
import { FiguresEvent, HeartbeatEvent, PatchEvent } from '#lib/api/stream.ts';
import { linkEnds } from '#lib/model/identity.ts';
import { fleetQuery } from './fleet-query.ts';
import { foldFigures, foldPatch } from './fold-event.ts';
import { LiveConnection, type LiveEventType, type LiveListener } from './live-connection.ts';
import { reportLive } from './live-state.ts';
import { sessionQuery } from './session-query.ts';

/** Answers of details that are asked again when figures move; the fleet itself is folded. */
const WITH_FIGURES = ['link', 'cluster', 'sources', 'service', 'services'];
const FROM_HISTORY = ['series', 'transitions', 'sources'];
/** Beats that may name a revision which is still on its way. */
const BEATS_BEHIND = 2;

/** Puts the stream's events into the query cache: the fleet is folded, details that changed are asked again. */
class LiveFold implements LiveListener {
  readonly #queries: QueryClient;
  readonly #onClockOffset: (ms: number) => void;
  readonly #onPhase: (live: boolean) => void;
  #build: string | undefined;
  #historyFault: string | null | undefined;
  #behind = 0;

  constructor(queries: QueryClient, onClockOffset: (ms: number) => void, onPhase: (live: boolean) => void) {
    this.#queries = queries;
    this.#onClockOffset = onClockOffset;
    this.#onPhase = onPhase;
  }

  onLive(live: boolean): void {
    reportLive({ phase: live ? 'live' : 'silent' });
    this.#onPhase(live);
    if (live) this.#refresh((key) => key !== 'fleet');
  }

  onEvent(type: LiveEventType, data: unknown): 'ok' | 'resync' {
    switch (type) {
      case 'snapshot':
        return this.#snapshot(data);
      case 'patch':
        return this.#patch(data);
      case 'figures':
        return this.#figures(data);
      case 'heartbeat':
        return this.#heartbeat(data);
    }
  }

  #refresh(wanted: (key: string, id: string) => boolean): void {
    void this.#queries.invalidateQueries({
      predicate: ({ queryKey: [key, id] }) => wanted(String(key), String(id)),
    });
  }

  #snapshot(data: unknown): 'ok' | 'resync' {
    const fleet = FleetMatrix.safeParse(data);
    if (!fleet.success) return 'resync';
    // An answer to an older question must not overwrite what the stream says from now on.
    void this.#queries.cancelQueries({ queryKey: fleetQuery.queryKey });
    this.#queries.setQueryData(fleetQuery.queryKey, fleet.data);
    this.#behind = 0;
    return 'ok';
  }

  #patch(data: unknown): 'ok' | 'resync' {
    const patch = PatchEvent.safeParse(data);
    const fleet = this.#queries.getQueryData(fleetQuery.queryKey);
    if (!patch.success || !fleet) return 'resync';
    const next = foldPatch(fleet, patch.data);
    if (next === 'gap') return 'resync';
    this.#queries.setQueryData(fleetQuery.queryKey, next);
    const links = new Set([...patch.data.links.map((link) => link.id), ...patch.data.removedLinks]);
    const clusters = new Set(patch.data.clusters.map((cluster) => cluster.id));
    for (const link of links) for (const end of linkEnds(link) ?? []) clusters.add(end);
    this.#refresh((key, id) => {
      if (key === 'link') return links.has(id);
      if (key === 'cluster') return clusters.has(id);
      if (key === 'findings') return patch.data.findings;
      if (key === 'service' || key === 'services') return patch.data.services || links.size > 0;
      return key === 'transitions' || (key === 'sources' && patch.data.sources.length > 0);
    });
    return 'ok';
  }

  #figures(data: unknown): 'ok' | 'resync' {
    const figures = FiguresEvent.safeParse(data);
    if (!figures.success) return 'resync';
    const { newestAt, oldestAt, oldestOf } = figures.data;
    reportLive({ newestAt, oldestAt, oldestOf });
    this.#queries.setQueryData(fleetQuery.queryKey, (fleet) => (fleet ? foldFigures(fleet, figures.data) : fleet));
    this.#refresh((key) => WITH_FIGURES.includes(key));
    return 'ok';
  }

  #heartbeat(data: unknown): 'ok' | 'resync' {
    const beat = HeartbeatEvent.safeParse(data);
    if (!beat.success) return 'resync';
    const heardAt = Date.parse(beat.data.at);
    this.#onClockOffset(heardAt - Date.now());
    this.#build ??= beat.data.build;
    const { historyFault } = beat.data;
    reportLive({ heardAt, outdated: beat.data.build !== this.#build, historyFault });
    // What was read of the history before is no longer all, or all of it can be had again.
    if (this.#historyFault !== undefined && this.#historyFault !== historyFault)
      this.#refresh((key) => FROM_HISTORY.includes(key));
    this.#historyFault = historyFault;
    const held = this.#queries.getQueryData(fleetQuery.queryKey)?.revision ?? beat.data.revision;
    this.#behind = beat.data.revision > held ? this.#behind + 1 : 0;
    return this.#behind > BEATS_BEHIND ? 'resync' : 'ok';
  }
}

/**
 * Keeps the page live: one stream per page feeds the query cache. `onClockOffset` hears the server's time minus the
 * browser's, `onLive` whether the server is heard; both must be stable functions.
 */
export function useLiveUpdates(onClockOffset: (ms: number) => void, onLive: (live: boolean) => void): void {
  const queries = useQueryClient();
  useEffect(() => {
    const connection = new LiveConnection(
      {
        open: () => {
          const stream = new EventSource('/api/v1/stream?view=matrix');
          // A stream does not say why it was refused: the session says whether the token is known no more.
          stream.addEventListener('error', () => {
            if (stream.readyState === EventSource.CLOSED) void queries.prefetchQuery(sessionQuery);
          });
          return stream;
        },
        now: () => Date.now(),
        every: (ms, run) => {
          const timer = setInterval(run, ms);
          return () => clearInterval(timer);
        },
        after: (ms, run) => {
          const timer = setTimeout(run, ms);
          return () => clearTimeout(timer);
        },
      },
      new LiveFold(queries, onClockOffset, onLive),
    );
    const wake = () => {
      if (document.visibilityState === 'visible') connection.wake();
    };
    connection.start();
    document.addEventListener('visibilitychange', wake);
    window.addEventListener('online', wake);
    return () => {
      connection.stop();
      document.removeEventListener('visibilitychange', wake);
      window.removeEventListener('online', wake);
    };
  }, [queries, onClockOffset, onLive]);
}
