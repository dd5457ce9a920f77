// @peculiar/x509 reaches a dependency container that refuses to load without the metadata part of `Reflect`, and then uses
// these three functions only. Must be imported before it.
const byTarget = new WeakMap<object, Map<unknown, unknown>>();
const read = (key: unknown, target: object) => byTarget.get(target)?.get(key);

Object.assign(Reflect, {
  getMetadata: read,
  getOwnMetadata: read,
  defineMetadata(key: unknown, value: unknown, target: object) {
    const known = byTarget.get(target) ?? new Map<unknown, unknown>();
    byTarget.set(target, known.set(key, value));
  },
});
