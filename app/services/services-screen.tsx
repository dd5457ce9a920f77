'use client';

import { useQuery } from '@tanstack/react-query';
import { FindingList } from '#components/finding/finding-list.tsx';
import { ServiceChain } from '#components/service/service-chain.tsx';
import { chooseService, dottedName } from '#components/service/service-choice.ts';
import { ServiceExporters } from '#components/service/service-exporters.tsx';
import { ServiceList } from '#components/service/service-list.tsx';
import { ownersSentence, readersSentence, serviceSentence } from '#components/service/service-sentence.ts';
import { ServiceSpread } from '#components/service/service-spread.tsx';
import { UnansweredPage } from '#components/shell/unanswered-page.tsx';
import { Age } from '#components/ui/age.tsx';
import { useNow } from '#components/ui/clock.ts';
import { EmptyState, ErrorState, LoadingState } from '#components/ui/state-box.tsx';
import { Tally } from '#components/ui/tally.tsx';
import type { ServiceDetail, Services } from '#lib/api/services.ts';
import { fleetQuery } from '#lib/client/fleet-query.ts';
import { formatCount } from '#lib/client/format.ts';
import { serviceQuery, servicesQuery } from '#lib/client/services-query.ts';
import { useKeys } from '#lib/client/use-keys.ts';
import { useParameters } from '#lib/client/use-parameters.ts';
import type { ServiceSummary } from '#lib/model/service-rows.ts';

/** `/services`: can this service be reached, from where not, and why. */
export function ServicesScreen() {
  const { data, error, refetch } = useQuery(servicesQuery);
  if (data) return <ServicesPage answer={data} />;
  return (
    <UnansweredPage
      title="Services"
      what="asking for the services"
      failed="The services cannot be read"
      error={error}
      onRetry={() => void refetch()}
    />
  );
}

function ServicesPage({ answer }: { answer: Services }) {
  const [search, set] = useParameters();
  const asked = search.get('q') ?? '';
  const from = search.get('from') ?? '';
  const { listed, chosen, nearest } = chooseService(answer.services, asked);
  const choose = (name: string) => set({ q: name }, 'push');
  const step = (by: number) => {
    const next = listed[(chosen ? listed.indexOf(chosen) : -1) + by];
    if (next) choose(dottedName(next));
  };
  useKeys({ n: () => step(1), p: () => step(-1) });
  if (answer.services.length === 0) return <NoService answer={answer} />;
  return (
    <main id="main">
      {chosen ? (
        <ChosenService
          key={dottedName(chosen)}
          chosen={chosen}
          asked={asked}
          from={from}
          set={set}
          list={<ServiceList services={listed} chosen={chosen} all={answer.services.length} onChoose={choose} />}
        />
      ) : (
        <>
          <header className="hero">
            <h1 className="unseen">Services</h1>
            <Question asked={asked} set={set} />
          </header>
          <div className="page-state">
            <EmptyState title={`No exported service is called ${asked}`}>
              <p>
                {formatCount(answer.services.length)} services were searched.
                {nearest.length > 0 ? ' Nearest: ' : ' Nothing is named like it.'}
                {nearest.map((name, index) => (
                  <span key={name}>
                    {index > 0 ? ', ' : ''}
                    <button type="button" className="go" onClick={() => choose(name)}>
                      {name}
                    </button>
                  </span>
                ))}
              </p>
            </EmptyState>
          </div>
        </>
      )}
    </main>
  );
}

type Set = ReturnType<typeof useParameters>[1];

/** The question that the page answers: which service, and from where. */
function Question({
  asked,
  from,
  clusters,
  isNowhere = false,
  set,
}: {
  asked: string;
  from?: string;
  clusters?: readonly string[];
  /** The fleet has no cluster `from`. */
  isNowhere?: boolean;
  set: Set;
}) {
  return (
    <search className="svc-ask">
      <label>
        Can
        <input
          type="search"
          aria-label="Service, as name.namespace"
          placeholder="name.namespace"
          value={asked}
          onChange={(event) => set({ q: event.target.value || null })}
        />
      </label>
      {clusters ? (
        <label>
          be reached from
          <select
            aria-label="From"
            value={from}
            onChange={(event) => set({ from: event.target.value || null }, 'push')}
          >
            <option value="">every cluster</option>
            {isNowhere ? <option value={from}>{`no cluster ${from}`}</option> : null}
            {clusters.map((cluster) => (
              <option key={cluster} value={cluster}>
                {cluster}
              </option>
            ))}
          </select>
        </label>
      ) : (
        'be reached'
      )}
      ?
    </search>
  );
}

function ChosenService(props: {
  chosen: ServiceSummary;
  asked: string;
  from: string;
  set: Set;
  list: React.ReactNode;
}) {
  const { chosen, asked, from, set, list } = props;
  const { data, error, refetch } = useQuery(serviceQuery(chosen.namespace, chosen.name));
  const clusters = data?.rows.map(({ cluster }) => cluster).sort() ?? [];
  // A cluster that the address names and the service does not have is told as that, not taken for every cluster.
  const isOther = from !== '' && !clusters.includes(from);
  const { data: isInFleet = true } = useQuery({
    ...fleetQuery,
    select: ({ clusters: all }) => all.some(({ id }) => id === from),
  });
  const isNowhere = isOther && !isInFleet;
  const choices = isOther && !isNowhere ? [from, ...clusters] : clusters;
  return (
    <>
      <header className="hero">
        <Question asked={asked} from={from} clusters={choices} isNowhere={isNowhere} set={set} />
        <h1>{data ? serviceSentence(data, from, isNowhere) : dottedName(chosen)}</h1>
        {data ? <Remarks detail={data} /> : null}
      </header>
      <div className="svc-body">
        {list}
        <div>
          {data ? (
            <Details detail={data} from={from} />
          ) : error ? (
            <ErrorState title="This service cannot be read" details={String(error)} onRetry={() => void refetch()}>
              <p>{error.message}</p>
            </ErrorState>
          ) : (
            <LoadingState title={dottedName(chosen)} what="asking for the service" />
          )}
        </div>
      </div>
    </>
  );
}

function Remarks({ detail }: { detail: ServiceDetail }) {
  const owners = ownersSentence(detail);
  const exporting = detail.rows.filter(({ local }) => local).length;
  return (
    <div className="meta">
      <span>
        {detail.counts.total > 0 ? <Tally counts={detail.counts} /> : null} consuming clusters
        {exporting > 0 ? `, ${formatCount(exporting)} more export it` : ''}
      </span>
      {owners ? <span>{owners}</span> : null}
      {detail.type === 'Headless' ? <span>headless: the name answers with every pod</span> : null}
      {detail.withoutApi.length > 0 ? (
        <span className="muted">
          {detail.withoutApi.length === 1 ? detail.withoutApi[0] : `${formatCount(detail.withoutApi.length)} clusters`}{' '}
          of its set without the API
        </span>
      ) : null}
    </div>
  );
}

function Details({ detail, from }: { detail: ServiceDetail; from: string }) {
  const now = useNow();
  const rows = from ? detail.rows.filter(({ cluster }) => cluster === from) : detail.rows;
  return (
    <>
      <section>
        <h2 className="h3">
          From each cluster to {dottedName(detail)}
          <span className="muted">
            left to right, as a request depends on it; the first broken step owns the failure, what follows from it
            stands grey
          </span>
        </h2>
        {rows.length > 0 ? (
          <ServiceChain rows={rows} label={`From each cluster to ${dottedName(detail)}`} />
        ) : (
          <EmptyState title="Nothing to judge">
            <p>
              {from
                ? `${from} is not among the clusters that consume it.`
                : 'No cluster is known that could consume it.'}
            </p>
          </EmptyState>
        )}
      </section>
      {detail.spread.length > 0 ? <ServiceSpread rows={detail.spread} /> : null}
      {detail.exporting.length > 0 ? (
        <ServiceExporters exporters={detail.exporting} conflict={detail.conflict} from={from} />
      ) : null}
      {detail.findings.length > 0 ? <FindingList findings={detail.findings} now={now} nothing="" /> : null}
    </>
  );
}

/** Nobody exports anything: who was asked, and what would change that. */
function NoService({ answer: { readers } }: { answer: Services }) {
  return (
    <main className="page-state" id="main">
      <h1 className="unseen">Services</h1>
      <EmptyState title="No cluster exports a service">
        <p>
          {readersSentence(readers)}{' '}
          {readers.silent.slice(0, 3).map(({ cluster, observedAt }) => (
            <span key={cluster}>
              {cluster} last did <Age at={observedAt} old />.{' '}
            </span>
          ))}
          A service appears here with its ServiceExport.
        </p>
      </EmptyState>
    </main>
  );
}
