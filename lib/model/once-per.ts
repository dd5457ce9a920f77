/**
 * The function with a memory: for one object it is worked out once, for as long as the object lives. The result is shared and
 * must not be changed, and neither must the object.
 */
export function oncePer<Key extends WeakKey, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, { value: Value }>();
  return (key) => {
    const known = made.get(key);
    if (known) return known.value;
    const value = make(key);
    made.set(key, { value });
    return value;
  };
}
