/** FNV-1a of the parts: a stable 32-bit number for a seed and a name. */
export function hash32(...parts: (string | number)[]): number {
  let hash = 0x811c9dc5;
  const text = parts.join('|');
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  // FNV alone leaves neighbours alike in their high bits; two rounds of mixing spread them
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A fraction in [0, 1) that the same parts always give again: all chance of the simulator comes from here. */
export function chance(...parts: (string | number)[]): number {
  return hash32(...parts) / 0x1_0000_0000;
}

/** A UUID-shaped name that the same parts always give again. */
export function stableUid(...parts: (string | number)[]): string {
  const hex = [0, 1, 2, 3]
    .map((n) =>
      hash32(n, ...parts)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
