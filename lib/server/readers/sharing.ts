import type { Evidence } from '#lib/model/evidence.ts';
import type { Fact } from '#lib/model/observation.ts';
import { Shared } from '#lib/model/shared.ts';
import type { About, Statement } from '#lib/model/statement.ts';
import type { Own, StatementTable } from '#lib/model/statement-table.ts';
import { sameWords, type Words } from '#lib/model/words.ts';

/**
 * What comes from a thread is a copy in every word. Statements of hundreds of peers say the same words again and again: they
 * are made to share them, which is most of what a large fleet would take of memory.
 */
export class Sharing {
  readonly #texts = new Shared<string>();
  readonly #sentences = new Shared<Words>();
  readonly #facts = new Shared<Fact>();
  readonly #abouts = new Shared<About>();
  readonly #owns = new Shared<Own>();
  readonly #evidence = new Shared<Evidence>();

  /** The same statement, of shared parts. */
  statement(said: Statement): Statement {
    return {
      id: said.id,
      about: this.#about(said.about),
      layer: said.layer && this.#text(said.layer),
      status: this.#text(said.status),
      words: this.#words(said.words),
      witness: this.#text(said.witness),
      facts: this.facts(said.facts),
      evidence: said.evidence && this.#evidenceOf(said.evidence),
      observedAt: said.observedAt,
      freshForMs: said.freshForMs,
    };
  }

  /** The same table: what one peer announces is said by all others in the same words. */
  table(table: StatementTable): StatementTable {
    if (!table.own) return table;
    return { ...table, own: table.own.map((own) => this.#owns.of(JSON.stringify(own), () => this.#ownOf(own))) };
  }

  #ownOf({ id, words, facts }: Own): Own {
    return { id, words: this.#words(words), facts: this.facts(facts) };
  }

  facts(facts: readonly Fact[]): Fact[] {
    return facts.map(({ name, value }) =>
      this.#facts.of(`${name}\n${value}`, () => ({ name: this.#text(name), value: this.#text(value) })),
    );
  }

  #text<Text extends string>(text: Text): Text {
    return this.#texts.of(text, () => text) as Text;
  }

  /** Of words with one id and one text hardly ever two have other parameters; then each keeps its own. */
  #words(words: Words): Words {
    const shared = this.#sentences.of(`${words.id}\n${words.text}`, () => this.#wordsOf(words));
    return sameWords(shared, words) ? shared : this.#wordsOf(words);
  }

  #wordsOf({ id, params, text }: Words): Words {
    const shared = Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' ? this.#text(value) : value,
    ]);
    return { id: this.#text(id), params: Object.fromEntries(shared), text };
  }

  #about(about: About): About {
    if (about.kind === 'self') return this.#abouts.of('self', () => about);
    const { peer, direction } = about;
    return this.#abouts.of(`${direction}\n${peer.system}\n${peer.scope}\n${peer.name}`, () => about);
  }

  #evidenceOf(evidence: Evidence): Evidence {
    const { layer, scope, way, size, strength, result } = evidence;
    return this.#evidence.of(`${layer} ${way} ${size} ${strength} ${result} ${scope}`, () => evidence);
  }
}
