import { isMap, isScalar, isSeq } from 'yaml';
import type { z } from 'zod';
import type { YamlText } from '#lib/transport/yaml-text.ts';

/** A configuration that can't be used; the message names file, line and field of every fault. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/** More faults than this are counted and not told. */
const MOST_TOLD = 20;

type Path = readonly PropertyKey[];

/** Gathers what is wrong with a file, each fault with its line and field. */
export class ConfigFaults {
  readonly #file: string;
  readonly #yaml: YamlText;
  readonly #found: { line: number; text: string }[] = [];

  constructor(file: string, yaml: YamlText) {
    this.#file = file;
    this.#yaml = yaml;
    for (const { line, message } of yaml.faults) this.#put(line, 'the file', message);
  }

  get any(): boolean {
    return this.#found.length > 0;
  }

  add(path: Path, message: string): void {
    this.#put(this.#lineOf(path), pathText(path) || 'the file', message);
  }

  /** What a schema found below `prefix`; every field that is not known is a fault of its own. */
  addIssues(error: z.ZodError, prefix: Path): void {
    for (const issue of error.issues) {
      const path = [...prefix, ...issue.path];
      if (issue.code === 'unrecognized_keys')
        for (const key of issue.keys) this.add([...path, key], 'is not a known field');
      else this.add(path, issue.message);
    }
  }

  /** All of them in the order of the file. */
  toError(): ConfigError {
    const lines = this.#found.sort((a, b) => a.line - b.line).map(({ text }) => text);
    const more = lines.length - MOST_TOLD;
    return new ConfigError([...lines.slice(0, MOST_TOLD), ...(more > 0 ? [`and ${more} more`] : [])].join('\n'));
  }

  #put(line: number, field: string, message: string): void {
    this.#found.push({ line, text: `${this.#file}:${line}: ${field}: ${message}` });
  }

  /** The line of the deepest node on the way to `path`. */
  #lineOf(path: Path): number {
    let node: unknown = this.#yaml.contents;
    let offset = this.#yaml.contents?.range?.[0] ?? 0;
    for (const part of path) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && item.key.value === part);
        if (!pair) break;
        if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0];
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(part)];
        const range = node && typeof node === 'object' && 'range' in node ? node.range : undefined;
        if (Array.isArray(range)) offset = Number(range[0]);
      } else break;
    }
    return this.#yaml.lineAt(offset);
  }
}

function pathText(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}
