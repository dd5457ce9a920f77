import { LineCounter, type Node, parseDocument } from 'yaml';

/** A text of YAML as a value, and where in it things stand. */
export interface YamlText {
  /** Nothing where there are faults. */
  value: unknown;
  contents: Node | null;
  /** Why it can't be read, without a word of the text: it may hold secrets, and the parser's own messages quote it. */
  faults: { line: number; message: string }[];
  /** The line of an offset, counted from 1. */
  lineAt(offset: number): number;
}

/** Reads YAML that somebody wrote by hand. Never throws. */
export function readYaml(text: string): YamlText {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const lineAt = (offset: number) => lineCounter.linePos(offset).line;
  // What is missing at the end is missed behind the last line break: the line to look at is the last one with a word in it.
  const last = Math.max(0, text.trimEnd().length - 1);
  const faults = document.errors.map(({ pos, code }) => ({
    line: lineAt(Math.min(pos[0], last)),
    message: `not YAML (${code})`,
  }));
  let value: unknown;
  try {
    if (faults.length === 0) value = document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    if (!(thrown instanceof ReferenceError)) throw thrown;
    faults.push({ line: 1, message: 'its aliases name each other too often' });
  }
  return { value, contents: document.contents, faults, lineAt };
}
