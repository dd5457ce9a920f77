import { Name } from '#components/ui/name.tsx';
import { SectionHead } from '#components/ui/page-head.tsx';
import type { ClusterDetail } from '#lib/api/cluster.ts';

/** What a cluster says of itself; a line that nobody said is left out. */
export function ClusterFacts({ cluster, siteName }: { cluster: ClusterDetail; siteName: string }) {
  const { facts, aliases } = cluster;
  const ready = facts.nodes.filter((node) => node.ready === true).length;
  const others = [...new Set(aliases.filter(({ system }) => system !== 'causeway').map(({ name }) => name))];
  const all: { label: string; value: string; note: string; mono?: boolean }[] = [
    { label: 'site', value: siteName, note: '' },
    ...(cluster.name !== cluster.id ? [{ label: 'context', value: cluster.name, note: '', mono: true }] : []),
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
      note: [...new Set(aliases.map(({ system }) => system))].filter((system) => system !== 'causeway').join(', '),
      mono: true,
    },
    { label: 'clock', ...clockOf(facts.clock) },
  ];
  // A system may say again what stands here already: the first word of each kind is kept.
  const rows = all.filter(
    ({ label, value, note }, index) =>
      (value !== '' || note !== '') && all.findIndex((other) => other.label === label) === index,
  );
  return (
    <section aria-label="The cluster">
      <SectionHead title="The cluster">as it says itself</SectionHead>
      <dl className="facts">
        {rows.map(({ label, value, note, mono }) => (
          <div key={label}>
            <dt title={label}>{label}</dt>
            <dd title={`${value} ${note}`}>
              <Name text={value} mono={mono ?? false} /> {note ? <span className="muted">{note}</span> : null}
            </dd>
          </div>
        ))}
      </dl>
    </section>
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
