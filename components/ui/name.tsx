/** Characters of the end that tell hosts and cables apart; of a shorter name, less than half of it. */
const TAIL = 16;
/** A name up to this length fits into every column. */
const SHORT = 12;

/**
 * A name from a cluster: untrusted text that may be long or change the direction of writing. It is cut at the end, or in
 * the middle where the tail tells things apart; the whole stands in the title and in what is copied.
 */
export function Name({ text, cut = 'end', mono = false }: { text: string; cut?: 'end' | 'middle'; mono?: boolean }) {
  const style = mono ? 'name mono' : 'name';
  if (cut === 'middle' && text.length > SHORT) {
    const tail = Math.min(TAIL, Math.floor(text.length * 0.45));
    return (
      <bdi className={`${style} middle`} title={text}>
        <span className="clip">{text.slice(0, -tail)}</span>
        <span>{text.slice(-tail)}</span>
      </bdi>
    );
  }
  return (
    <bdi className={`${style} clip`} title={text}>
      {text}
    </bdi>
  );
}
