'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { KeyHint } from '#components/ui/key-hint.tsx';
import { ErrorState, LoadingState } from '#components/ui/state-box.tsx';
import type { LinkDetail } from '#lib/api/link.ts';
import { AnswerError } from '#lib/client/fetch-answer.ts';
import { linkQuery } from '#lib/client/link-query.ts';
import { useSystemName } from '#lib/client/use-system-name.ts';
import { compareMarks, markOf } from '#lib/model/status.ts';
import { DirectionBlock } from './direction-block.tsx';

/** The rules' sentences about the link, or that nothing explains what is wrong. */
function Cause({ link }: { link: LinkDetail }) {
  const [worst, ...more] = link.findings;
  if (!worst) {
    const fine = link.directions.every((direction) => markOf(direction) === 'up');
    return fine ? null : (
      <section>
        <div className="cap">Cause</div>
        <p className="ink2">No rule explains this yet; the layers and witnesses are what is known.</p>
      </section>
    );
  }
  return (
    <section>
      <div className="cap">Cause</div>
      <p className="ink2">
        <b className="mono">{worst.rule}</b> <bdi>{worst.title}</bdi>
        {more.length > 0 ? `, and ${more.length} more` : ''}
      </p>
    </section>
  );
}

function Detail({ link, dir, names }: { link: LinkDetail; dir: string; names: [string, string] }) {
  const nameOf = useSystemName();
  const name = (id: string) => names[link.clusters.indexOf(id)] ?? id;
  const [one, other] = link.directions;
  const worse = compareMarks(markOf(other), markOf(one)) < 0 ? other : one;
  const first = link.directions.find((direction) => direction.from === dir) ?? worse;
  const second = first === one ? other : one;
  const drivers = new Set(link.tunnels.map((tunnel) => tunnel.driver).filter(Boolean));
  const sentence = link.findings[0]?.words.text || worse.words.text;
  return (
    <>
      <div className="cap clip">{['Link', ...link.systems.map(nameOf), ...drivers].join(' · ')}</div>
      <h2>
        <bdi>{name(link.clusters[0])}</bdi> <span className="muted">~</span> <bdi>{name(link.clusters[1])}</bdi>
      </h2>
      {sentence ? (
        <p className="ink2 sentence">
          <bdi>{sentence}</bdi>
        </p>
      ) : null}
      {link.expected ? null : <p className="muted">Nothing names these two as peers any more.</p>}
      {[first, second].map((direction) => (
        <DirectionBlock
          key={direction.from}
          link={link.id}
          direction={direction}
          names={{ from: name(direction.from), to: name(direction.to) }}
        />
      ))}
      <Cause link={link} />
    </>
  );
}

/**
 * The selected link. `names` are those under which its ends are drawn, in the order of the ids; `missing` stands for a link
 * that is not there: then there is nothing to open either.
 */
export function LinkPanel(props: { id: string; dir: string; names: [string, string]; missing: ReactNode }) {
  const { id, dir, names } = props;
  const { data, error, refetch } = useQuery(linkQuery(id));
  if (!data && error instanceof AnswerError && error.status === 404) return props.missing;
  return (
    <>
      {data ? <Detail link={data} dir={dir} names={names} /> : null}
      {!data && error ? (
        <ErrorState
          title={`${names[0]} ~ ${names[1]} cannot be shown`}
          details={error instanceof AnswerError ? error.details : String(error)}
          onRetry={() => void refetch()}
        >
          <p>{error.message} The drawing beside it goes on.</p>
        </ErrorState>
      ) : null}
      {data || error ? null : <LoadingState title={`${names[0]} ~ ${names[1]}`} what="reading the link" />}
      <div className="actions">
        <Link
          className="btn primary"
          href={`/links/${encodeURIComponent(id)}${dir ? `?dir=${encodeURIComponent(dir)}` : ''}`}
        >
          Open link <KeyHint keys="↵" />
        </Link>
        <CopyButton text={() => window.location.href}>Copy view URL</CopyButton>
      </div>
    </>
  );
}
