'use client';
import { Glyph } from '#components/ui/glyph.tsx';
import { Name } from '#components/ui/name.tsx';
import { type Address, isFiltered, withoutFilters } from '#lib/client/address.ts';
import type { FleetFilter } from '#lib/client/fleet-filter.ts';
import type { FleetView } from '#lib/client/fleet-view.ts';
import { formatCount } from '#lib/client/format.ts';
import type { ChangeAddress } from '#lib/client/use-address.ts';
import { systemName } from '#lib/client/use-system-name.ts';
import { MARKS } from '#lib/model/status.ts';

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  return (
    <select
      className={value ? 'choice on' : 'choice'}
      aria-label={`Filter by ${label}`}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{label}s: all</option>
      {value === '' || options.some((option) => option.value === value) ? null : (
        <option value={value}>{`no ${label} ${value}`}</option>
      )}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

/** Filters by site and by system. */
export function FilterChoices({ view, address, change }: { view: FleetView; address: Address; change: ChangeAddress }) {
  const systems = [...new Set(view.clusters.flatMap((cluster) => cluster.systems))].sort();
  return (
    <>
      <Choice
        label="site"
        value={address.site}
        options={view.sites.map(({ site }) => ({ value: site.id, label: site.name }))}
        onChange={(site) => change({ site })}
      />
      <Choice
        label="system"
        value={address.system}
        options={systems.map((system) => ({ value: system, label: systemName(view.fleet.systemNames, system) }))}
        onChange={(system) => change({ system })}
      />
    </>
  );
}

/** What a filter keeps, what it names that is not there, and what is abnormal outside it; nothing while no filter is set. */
export function OutsideBar({
  filter,
  address,
  change,
}: {
  filter: FleetFilter;
  address: Address;
  change: ChangeAddress;
}) {
  if (!isFiltered(address)) return null;
  const { inside, outside, nothing } = filter;
  const bad = MARKS.filter((mark) => mark !== 'up' && outside[mark] > 0);
  const places = [address.from && `from ${address.from}`, address.to && `to ${address.to}`].filter(Boolean);
  return (
    <div className="outside" role="status">
      <span>
        {formatCount(inside.total)} of {formatCount(inside.total + outside.total)} directions{' '}
        <bdi>{places.join(' ')}</bdi>
      </span>
      {nothing.map(({ kind, value, without }) => (
        <span key={`${kind} ${value}`} className="nothing">
          no {kind} <Name text={value} cut="middle" />
          <button
            type="button"
            className="btn small"
            aria-label={`Clear the filter by ${kind} ${value}`}
            onClick={() => change(without)}
          >
            Clear
          </button>
        </span>
      ))}
      <span className="mark">
        {bad.length === 0 ? 'everything outside this filter is up' : 'outside this filter:'}
        {bad.map((mark) => (
          <span key={mark} className="tally">
            <Glyph mark={mark} size={11} label={false} />
            {formatCount(outside[mark])} {mark}
          </span>
        ))}
      </span>
      <button type="button" className="btn small" onClick={() => change(withoutFilters(address))}>
        Show all
      </button>
    </div>
  );
}
