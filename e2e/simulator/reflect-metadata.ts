/**
 * The four functions of the old metadata proposal that `tsyringe` (under `@peculiar/x509`) insists on finding at import time.
 * Import this file before that package. It adds nothing where a real polyfill is loaded already.
 */
type Target = object;
const metadata = new WeakMap<Target, Map<unknown, unknown>>();

const own = (key: unknown, target: Target): unknown => metadata.get(target)?.get(key);
function inherited(key: unknown, target: Target): unknown {
  for (let holder: Target | null = target; holder; holder = Object.getPrototypeOf(holder) as Target | null) {
    const value = own(key, holder);
    if (value !== undefined) return value;
  }
  return undefined;
}
function define(key: unknown, value: unknown, target: Target): void {
  const known = metadata.get(target) ?? new Map<unknown, unknown>();
  metadata.set(target, known.set(key, value));
}

if (!('getMetadata' in Reflect))
  Object.assign(Reflect, {
    defineMetadata: define,
    getMetadata: inherited,
    getOwnMetadata: own,
    metadata: (key: unknown, value: unknown) => (target: Target) => define(key, value, target),
  });
