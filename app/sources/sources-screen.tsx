'use client';

import { useQuery } from '@tanstack/react-query';
import { UnansweredPage } from '#components/shell/unanswered-page.tsx';
import { HistorySize } from '#components/source/history-size.tsx';
import { rbacFor } from '#components/source/rbac.ts';
import { SignedIn } from '#components/source/signed-in.tsx';
import { SourceList } from '#components/source/source-list.tsx';
import {
  countSources,
  groupSources,
  permissionsSentence,
  sourceMark,
  sourcesSentence,
} from '#components/source/source-sentence.ts';
import { Age } from '#components/ui/age.tsx';
import { StatusWord } from '#components/ui/badge.tsx';
import { useNow } from '#components/ui/clock.ts';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Glyph, NotedGlyph } from '#components/ui/glyph.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import { EmptyState } from '#components/ui/state-box.tsx';
import type { ApiSource } from '#lib/api/observation.ts';
import type { Sources } from '#lib/api/sources.ts';
import { sourcesQuery } from '#lib/client/sources-query.ts';
import { useParameters } from '#lib/client/use-parameters.ts';

/** `/sources`: who we listen to, how long ago, and what is missing. */
export function SourcesScreen() {
  const { data, error, refetch } = useQuery(sourcesQuery);
  if (data) return <SourcesPage answer={data} />;
  return (
    <UnansweredPage
      title="Sources"
      what="asking for the sources"
      failed="The sources cannot be read"
      error={error}
      onRetry={() => void refetch()}
    />
  );
}

type Filter = 'all' | 'noted' | 'failed' | 'absent';

const NONE = { noted: 'read with notes', failed: 'failed', absent: 'absent' };

function SourcesPage({ answer }: { answer: Sources }) {
  const now = useNow();
  const [search, set] = useParameters();
  const asked = search.get('state');
  const filter: Filter = asked === 'noted' || asked === 'failed' || asked === 'absent' ? asked : 'all';
  const counts = countSources(answer.sources);
  const groups = groupSources(answer, (source) => filter === 'all' || sourceMark(source) === filter).filter(
    ({ sources }) => filter === 'all' || sources.length > 0,
  );
  const shown = filter === 'all' ? groups : groups.map((group) => ({ ...group, notes: [] }));
  const rbac = rbacFor(answer.sources);
  const oldest = oldestAnswer(answer.sources);
  return (
    <main id="main">
      {answer.own.length > 0 ? (
        <section className="own-faults" aria-label="Faults of our own" role="status">
          <ul>
            {answer.own.map(({ part, message }) => (
              <li key={`${part} ${message}`}>
                <Glyph mark="degraded" size={12} label={false} /> <b>Our own {part}:</b> {message}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <header className="hero sources-head">
        <div>
          <h1>{sourcesSentence(counts)}</h1>
          <div className="meta">
            {counts.failed > 0 ? <StatusWord mark="stale">{counts.failed} cannot be read</StatusWord> : null}
            {counts.noted > 0 ? (
              <span className="mark">
                <NotedGlyph /> {counts.noted} read in part
              </span>
            ) : null}
            {counts.waiting > 0 ? (
              <StatusWord mark="unknown">{counts.waiting} not yet answered for the first time</StatusWord>
            ) : null}
            {counts.absent > 0 ? (
              <span className="muted">{counts.absent} absent on purpose are not counted</span>
            ) : null}
            {answer.blind.length > 0 ? (
              <span>
                {answer.blind.length} {answer.blind.length === 1 ? 'remark' : 'remarks'} beside them
              </span>
            ) : null}
            {oldest ? (
              <span>
                oldest answer{' '}
                <Age
                  at={oldest.lastSuccessAt}
                  staleAfterMs={oldest.state === 'failed' ? 0 : Number.POSITIVE_INFINITY}
                />{' '}
                {oldest.cluster ?? oldest.id}
              </span>
            ) : null}
          </div>
        </div>
        <div className="row">
          <Segmented
            label="Which sources"
            options={[
              { value: 'all', label: `All ${answer.sources.length}` },
              { value: 'noted', label: `With notes ${counts.noted}` },
              { value: 'failed', label: `Failed ${counts.failed}` },
              { value: 'absent', label: `Absent ${counts.absent}` },
            ]}
            value={filter}
            onChange={(value: Filter) => set({ state: value === 'all' ? null : value }, 'push')}
          />
          <CopyButton text={rbac} disabled={rbac === ''}>
            {rbac === '' ? permissionsSentence(answer.sources) : 'Copy missing permissions as RBAC'}
          </CopyButton>
        </div>
      </header>
      <div className="sources-body">
        {shown.length === 0 ? (
          <EmptyState title={filter === 'all' ? 'Nobody is listened to' : `No source is ${NONE[filter]}`}>
            <p>
              {filter === 'all'
                ? 'No context of the kubeconfig and no cluster of causeway.yaml was found.'
                : `Of ${answer.sources.length} sources none is ${NONE[filter]} at this moment.`}
            </p>
          </EmptyState>
        ) : (
          <SourceList groups={shown} now={now} names={new Map(answer.clusters.map(({ id, name }) => [id, name]))} />
        )}
        <p className="quiet after">
          A failing source spoils itself and what it alone knows: links are judged on by the other end, and say “1 of 2
          witnesses”.
        </p>
        <HistorySize history={answer.history} />
        <SignedIn />
      </div>
    </main>
  );
}

/** The source whose last answer is the oldest; those that never answered are told by their state. */
function oldestAnswer(sources: readonly ApiSource[]): ApiSource | undefined {
  return sources
    .filter(({ state, lastSuccessAt }) => state !== 'absent' && lastSuccessAt !== null)
    .sort((a, b) => (a.lastSuccessAt ?? '').localeCompare(b.lastSuccessAt ?? ''))[0];
}
