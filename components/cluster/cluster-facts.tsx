'use client';

import { Glyph } from '#components/ui/glyph.tsx';
import { Name } from '#components/ui/name.tsx';
import { SectionHead } from '#components/ui/page-head.tsx';
import type { ClusterDetail } from '#lib/api/cluster.ts';
import { AsOf } from './as-of.tsx';
import { systemName, toldAt } from './told.ts';

interface Fact {
  label: string;
  value: string;
  note: string;
  mono?: boolean;
  /** Not the cluster's own word, so it does not age with it. */
  ours?: boolean;
}

/** What a cluster says of itself, or said when we last could read it; a line that nobody said is left out. */
export function ClusterFacts({ cluster, siteName }: { cluster: ClusterDetail; siteName: string }) {
  const oldAt = toldAt(cluster, 'kubernetes');
  return (
    <section aria-label="The cluster">
      <SectionHead title="The cluster">
        {oldAt === null ? (
          'as it says itself'
        ) : (
          <>
            as it said itself, <AsOf at={oldAt} />
          </>
        )}
      </SectionHead>
      <dl className="facts">
        {factsOf(cluster, siteName).map(({ label, value, note, mono, ours }) => {
          const old = oldAt !== null && !ours;
          return (
            <div key={label} className={old ? 'old' : undefined}>
              <dt>{label}</dt>
              <dd title={`${value} ${note}`}>
                {old ? <Glyph mark="stale" size={11} /> : null} <Name text={value} mono={mono ?? false} />{' '}
                {note ? <span className="muted clip">{note}</span> : null}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

function factsOf({ id, name, facts, aliases, sources }: ClusterDetail, siteName: string): Fact[] {
  const ready = facts.nodes.filter((node) => node.ready === true).length;
  const others = [...new Set(aliases.filter(({ system }) => system !== 'causeway').map(({ name }) => name))];
  const all: Fact[] = [
    { label: 'site', value: siteName, note: '', ours: true },
    ...(name !== id ? [{ label: 'context', value: name, note: '', mono: true, ours: true }] : []),
    {
      label: 'Kubernetes',
      value: facts.version ?? '',
      note: facts.nodes.length > 0 ? `${ready} of ${facts.nodes.length} nodes ready` : '',
    },
    ...facts.attributes,
    { label: 'pods', value: facts.podCidrs.join(', '), note: '', mono: true },
    { label: 'services', value: facts.serviceCidrs.join(', '), note: '', mono: true },
    {
      label: 'also called',
      value: others.join(', '),
      note: [...new Set(aliases.map(({ system }) => system))]
        .filter((system) => system !== 'causeway')
        .map((system) => systemName({ sources }, system))
        .join(', '),
      mono: true,
    },
    { label: 'clock', ...clockOf(facts.clock) },
  ];
  // A system may say again what stands here already: the first word of each kind is kept.
  return all.filter(
    ({ label, value, note }, index) =>
      (value !== '' || note !== '') && all.findIndex((other) => other.label === label) === index,
  );
}

/** `+0.04 s against ours, ± 0.02 s`. */
function clockOf(clock: ClusterDetail['facts']['clock']): { value: string; note: string } {
  if (clock === null) return { value: '', note: '' };
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  const sign = clock.diffMs < 0 ? '−' : '+';
  return {
    value: `${sign}${seconds(Math.abs(clock.diffMs))} s`,
    note: `against ours, ± ${seconds(clock.uncertaintyMs)} s`,
  };
}
