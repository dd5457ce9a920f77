import Link from 'next/link';
import type { ReactNode } from 'react';

/** The head of a page about one thing: where it is, what is the matter in one sentence, what stands beside it. */
export function PageHead(props: {
  /** From the fleet down to this thing, which has no address of its own here. */
  crumbs: readonly { label: string; href?: string }[];
  sentence: string;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="hero">
      <div className="crumb">
        <nav aria-label="Path">
          <ol>
            {props.crumbs.map(({ label, href }, index) => (
              <li key={href ?? label}>
                {href ? (
                  <Link href={href}>{label}</Link>
                ) : (
                  <bdi className={index === props.crumbs.length - 1 ? 'mono here' : ''}>{label}</bdi>
                )}
              </li>
            ))}
          </ol>
        </nav>
        <div className="row actions">{props.actions}</div>
      </div>
      <h1>{unbroken(props.sentence)}</h1>
      <div className="meta">{props.children}</div>
    </header>
  );
}

/** Longest name that is kept on one line, characters. */
const MOST_UNBROKEN = 40;

/** A sentence whose names are not broken at their hyphens: `fra-stock` is one word. */
function unbroken(sentence: string): ReactNode[] {
  let text = '';
  return sentence.split(/(\S*-\S*)/).map((part) => {
    text += part;
    return part.includes('-') && part.length <= MOST_UNBROKEN ? (
      <span key={text} className="nw">
        {part}
      </span>
    ) : (
      part
    );
  });
}

/** A heading inside a page, with a quiet remark. */
export function SectionHead({ title, children, id }: { title: string; children?: ReactNode; id?: string }) {
  return (
    <h2 className="h3" id={id}>
      {title}
      {children ? <span className="muted">{children}</span> : null}
    </h2>
  );
}
