'use client';
import Link from 'next/link';
import { Age } from '#components/ui/age.tsx';
import { Glyph, NothingGlyph } from '#components/ui/glyph.tsx';
import { Name } from '#components/ui/name.tsx';
import type { ApiServiceRow, ApiServiceStep } from '#lib/api/services.ts';
import { markOf } from '#lib/model/status.ts';

/** What is said of services counts as old after this, milliseconds. */
const STALE_AFTER_MS = 15_000;
/** Names are asked every 30 s: an answer counts for three of those. */
const ANSWER_STALE_AFTER_MS = 90_000;
const HEADS: readonly [name: string, remark: string][] = [
  ['export', 'at the exporters'],
  ['import', 'ServiceImport'],
  ['DNS', 'asked there'],
  ['endpoints', 'that it holds'],
  ['link', 'there and back'],
];

/** One row per consuming cluster, left to right as a request depends on it. */
export function ServiceChain({ rows, label }: { rows: readonly ApiServiceRow[]; label: string }) {
  return (
    <section className="scroll svc-chain" aria-label={label}>
      <table className="tbl" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">from</th>
            {HEADS.map(([name, remark], index) => (
              <th key={name} scope="col">
                {index > 0 ? (
                  <span className="muted" aria-hidden="true">
                    →{' '}
                  </span>
                ) : null}
                {name} <span className="muted">{remark}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ChainRow key={row.cluster} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ChainRow({ row }: { row: ApiServiceRow }) {
  const [own, endpoints] = row.steps;
  return (
    <tr>
      <th scope="row">
        <Link href={`/clusters/${encodeURIComponent(row.cluster)}`}>
          <Glyph mark={markOf(row)} size={12} />
          <Name text={row.cluster} />
        </Link>
      </th>
      {row.local && own && endpoints ? (
        <>
          <Step step={own} />
          <td colSpan={4} className={classOf(endpoints)}>
            <div className="svc-says" data-step="endpoints">
              <StepGlyph step={endpoints} />
              <b>local</b>
              <span className="ink2 clip">exports it, answers itself first: no link needed</span>
            </div>
            <p className="clip">{`endpoints: ${endpoints.says}`}</p>
          </td>
        </>
      ) : (
        row.steps.map((step) => <Step key={step.step} step={step} />)
      )}
    </tr>
  );
}

function Step({ step }: { step: ApiServiceStep }) {
  return (
    <td className={classOf(step)}>
      <div className="svc-says" data-step={step.step === 'dns' ? 'DNS' : step.step}>
        <StepGlyph step={step} />
        <b className="clip" title={step.says}>
          {step.says}
        </b>
        {step.conflict && step.status !== null ? <Glyph mark="conflict" size={11} /> : null}
        {step.owns ? <span className="own">owns it</span> : null}
        {step.observedAt === null ? null : (
          <span className="svc-age">
            <Age
              at={step.observedAt}
              staleAfterMs={step.step === 'dns' ? ANSWER_STALE_AFTER_MS : STALE_AFTER_MS}
              old={step.status === 'stale'}
              bare
              brief
            />
          </span>
        )}
      </div>
      <p className="clip" title={step.detail}>
        {step.detail}
      </p>
    </td>
  );
}

function StepGlyph({ step }: { step: ApiServiceStep }) {
  if (step.status === null)
    return <NothingGlyph label={step.effect ? 'effect of an earlier step' : 'nothing to judge'} />;
  return <Glyph mark={step.status} size={12} />;
}

function classOf({ status, effect, owns }: ApiServiceStep): string | undefined {
  if (effect) return 'eff';
  return status === 'down' || status === 'degraded' ? `bad ${status}${owns ? ' owns' : ''}` : undefined;
}
