import type { ClusterDetail } from '#lib/api/cluster.ts';
import type { ApiObservation, ApiTunnel } from '#lib/api/observation.ts';
import type { Status } from '#lib/model/status.ts';

/** One who speaks of a cluster that we never read, and all that it says. */
export interface Speaker {
  observer: string;
  /** API instant of its newest word. */
  observedAt: string;
  fresh: boolean;
  /** Its word for the connection. */
  says: { status: Status; text: string } | null;
  /** What it says, by the name of the fact. */
  facts: Map<string, string>;
}

/**
 * Who says what of a cluster that we never read: its peers, in what they say of it or of their links to it, and in the
 * tunnels they name. Every fact stands under its speaker and is never summed.
 */
export function speakersOf(
  self: string,
  observations: readonly ApiObservation[],
  tunnels: readonly ApiTunnel[],
): Speaker[] {
  const speakers = new Map<string, Speaker>();
  const speakerOf = (observer: string, observedAt: string, fresh: boolean): Speaker => {
    const speaker: Speaker = speakers.get(observer) ?? { observer, observedAt, fresh, says: null, facts: new Map() };
    if (observedAt > speaker.observedAt) speaker.observedAt = observedAt;
    speaker.fresh ||= fresh;
    speakers.set(observer, speaker);
    return speaker;
  };
  for (const tunnel of tunnels) {
    if (tunnel.from === self) continue;
    const speaker = speakerOf(tunnel.from, tunnel.observedAt, true);
    addFact(speaker, 'gateway', [tunnel.remoteNode, tunnel.remoteAddress, tunnel.driver].filter(Boolean).join(', '));
    addFact(speaker, 'subnets', tunnel.subnets.join(', '));
    speaker.says = { status: tunnel.status, text: tunnel.says };
  }
  for (const observation of observations) {
    const { observer, observedAt, fresh, facts, evidence } = observation;
    // What our probes measured is no hearsay.
    if (observer === null || observer === self || evidence?.strength === 'measured') continue;
    const speaker = speakerOf(observer, observedAt, fresh);
    for (const { name, value } of facts) addFact(speaker, name, value);
    speaker.says ??= { status: observation.status, text: observation.words.text };
  }
  return [...speakers.values()].sort((a, b) => a.observer.localeCompare(b.observer));
}

function addFact(speaker: Speaker, name: string, value: string): void {
  const before = speaker.facts.get(name);
  if (!before) speaker.facts.set(name, value);
  else if (value && !before.split('; ').includes(value)) speaker.facts.set(name, `${before}; ${value}`);
}

/** A word for YAML: as it is where that is safe, else quoted. */
function yaml(text: string): string {
  return /^[a-z][a-z0-9.-]*$/i.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

/** The lines of `causeway.yaml` that would make a cluster readable. */
export function configurationFor(cluster: Pick<ClusterDetail, 'id' | 'name' | 'site' | 'aliases'>): string {
  const names = [...new Set(cluster.aliases.map(({ name }) => name))];
  const name = names[0] ?? cluster.name;
  return [
    'clusters:',
    `  - id: ${/^[a-z0-9-]{1,63}$/.test(name) ? yaml(name) : yaml(cluster.id)}`,
    `    context: ${yaml(name)}`,
    ...(cluster.site && cluster.site !== 'unplaced' ? [`    site: ${yaml(cluster.site)}`] : []),
    ...(names.length > 0 ? [`    aliases: [${names.map(yaml).join(', ')}]`] : []),
  ].join('\n');
}
