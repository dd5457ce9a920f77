'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useCallback } from 'react';
import { FindingList } from '#components/finding/finding-list.tsx';
import { ByteAccount } from '#components/link/byte-account.tsx';
import { LayerStack } from '#components/link/layer-stack.tsx';
import { LinkDetails } from '#components/link/link-details.tsx';
import { linkSentence, worstFirst } from '#components/link/link-sentence.ts';
import { LinkSummary } from '#components/link/link-summary.tsx';
import { isContradicted, sameContradiction, WitnessBox } from '#components/link/witness-box.tsx';
import { MissingState } from '#components/missing/missing-state.tsx';
import { UnansweredPage } from '#components/shell/unanswered-page.tsx';
import { rangeOf } from '#components/timeline/range.ts';
import { ViewActions } from '#components/timeline/view-actions.tsx';
import { useNow } from '#components/ui/clock.ts';
import { PageHead } from '#components/ui/page-head.tsx';
import { LoadingState } from '#components/ui/state-box.tsx';
import type { LinkDetail } from '#lib/api/link.ts';
import { linkQuery } from '#lib/client/link-query.ts';
import { useKeys } from '#lib/client/use-keys.ts';
import { useMovedAddress } from '#lib/client/use-moved-address.ts';
import { cursorOf, cursorText, useParameters } from '#lib/client/use-parameters.ts';
import { useSites } from '#lib/client/use-sites.ts';

const LinkTimeline = dynamic(
  () => import('#components/timeline/link-timeline.tsx').then((module) => module.LinkTimeline),
  {
    ssr: false,
    loading: () => (
      <div className="band">
        <LoadingState title="History" what="loading the charts" />
      </div>
    ),
  },
);

/** `/links/[id]`: what is the matter with one link, layer by layer, and over time. `missing`: the server knows that it is not there. */
export function LinkScreen({ id, missing = false }: { id: string; missing?: boolean }) {
  const { data: link, error, refetch } = useQuery(linkQuery(id));
  useMovedAddress('links', id, link?.id);
  if (link) return <LinkPage link={link} />;
  return (
    <UnansweredPage
      title={id.replace('~', ' ~ ')}
      what="reading the link"
      failed="This link cannot be read"
      error={error}
      onRetry={() => void refetch()}
      missing={<MissingState kind="link" id={id} />}
      isMissing={missing}
    />
  );
}

function LinkPage({ link }: { link: LinkDetail }) {
  const now = useNow();
  const [search, set] = useParameters();
  const sites = useSites();
  const range = rangeOf(search.get('range'));
  const [there, back] = link.directions;
  const focus = [there.from, back.from].find((from) => from === search.get('dir')) ?? null;
  const flip = () => set({ dir: focus === there.from ? back.from : there.from });
  useKeys({ '[': flip, ']': flip });
  const onCursor = useCallback((at: number | null) => set({ cursor: cursorText(at) }), [set]);
  const siteName = (site: string) => sites?.find((each) => each.id === site)?.name ?? site;
  const places = [...new Set(link.ends.map((end) => siteName(end.site)))];
  const same = sameContradiction(link.directions);
  const contradicted = (same ? [there] : link.directions).filter(isContradicted);
  return (
    <main id="main">
      <PageHead
        crumbs={[{ label: 'Fleet', href: `/?sel=${link.id}` }, { label: places.join(' – ') }, { label: link.id }]}
        sentence={linkSentence(link, now)}
        actions={<ViewActions range={range} onRange={(value) => set({ range: value }, 'push')} />}
      >
        <LinkSummary link={link} now={now} />
      </PageHead>
      <div className={contradicted.length > 0 ? 'cols' : 'cols one'}>
        <div>
          <LayerStack directions={link.directions} now={now} focus={focus} onFocus={(from) => set({ dir: from })} />
          <ByteAccount directions={link.directions} />
          <FindingList
            findings={worstFirst(link.findings)}
            now={now}
            nothing="No rule has anything to say about this link."
          />
        </div>
        {contradicted.length > 0 ? (
          <aside aria-label="Witnesses">
            {contradicted.map((direction) => (
              <WitnessBox key={direction.from} direction={direction} now={now} both={same} />
            ))}
          </aside>
        ) : null}
      </div>
      <LinkTimeline link={link} range={range} cursorAt={cursorOf(search)} onCursor={onCursor} focus={focus} />
      <LinkDetails link={link} />
    </main>
  );
}
