import { z } from 'zod';
import type { CachedObject, View, WatchedResource } from '../collector.ts';

const Instant = z.string().transform((text) => Date.parse(text));

/** One look at a cluster. Resources that are not named keep the objects of the step before. */
const Step = z.strictObject({
  now: Instant,
  /** `now` where omitted. */
  provenAt: Instant.optional(),
  /** Objects by resource key; a key that was never named was never listed. */
  objects: z.record(z.string(), z.array(z.unknown())).optional(),
});

/** `testdata/<case>/input.json`: what was seen of one cluster, step by step; the last step's reading is expected. */
export const Case = z.strictObject({
  about: z.string(),
  settings: z.unknown().optional(),
  steps: z.array(Step).min(1),
});
export type Case = z.infer<typeof Case>;

/** The caches of a case. An object counts as changed in the step in which its text differs; the first step finds it there. */
export class CaseView implements View {
  provenAt = 0;
  readonly heartbeat = null;
  readonly #declared: ReadonlySet<string>;
  readonly #caches = new Map<string, Map<string, CachedObject>>();

  constructor(declared: readonly WatchedResource[]) {
    this.#declared = new Set(declared.map(({ key }) => key));
  }

  apply({ now, provenAt, objects }: Case['steps'][number], first: boolean): void {
    this.provenAt = provenAt ?? now;
    for (const [key, list] of Object.entries(objects ?? {})) {
      const before = this.#caches.get(key);
      const after = new Map<string, CachedObject>();
      for (const [index, object] of list.entries()) {
        const id = idOf(object) ?? `#${index}`;
        const cached = before?.get(id);
        const same = cached && JSON.stringify(cached.object) === JSON.stringify(object);
        const appearedAt = cached ? cached.appearedAt : first ? null : now;
        after.set(id, same ? cached : { object: object as Record<string, unknown>, appearedAt, changedAt: now });
      }
      this.#caches.set(key, after);
    }
  }

  objects(key: string): readonly CachedObject[] {
    if (!this.#declared.has(key)) throw new Error(`"${key}" was not declared`);
    return [...(this.#caches.get(key)?.values() ?? [])];
  }

  listed(key: string): boolean {
    return this.#caches.has(key);
  }
}

function idOf(object: unknown): string | undefined {
  const named = z
    .object({ metadata: z.object({ name: z.string(), namespace: z.string().optional() }) })
    .safeParse(object);
  return named.success ? `${named.data.metadata.namespace ?? ''}/${named.data.metadata.name}` : undefined;
}
