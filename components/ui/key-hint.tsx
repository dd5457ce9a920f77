/** A key, as it is printed on the keyboard; not read aloud, the keyboard help says it in words. */
export function KeyHint({ keys }: { keys: string }) {
  return (
    <span aria-hidden="true">
      <kbd>{keys}</kbd>
    </span>
  );
}
