/** A range of addresses as text that sorts as its numbers do: eight hexadecimal digits for IPv4, thirty-two for IPv6. */
export interface AddressRange {
  text: string;
  first: string;
  last: string;
}

/** Ranges are asked for again and again: the same text is worked out once, for so many texts. */
const MOST_KEPT = 50_000;
const known = new Map<string, AddressRange | null>();

/** Reads `10.1.0.0/16`, `fd00::/48` or a single address; nothing where the text is none. */
export function addressRange(text: string): AddressRange | null {
  const before = known.get(text);
  if (before !== undefined) return before;
  const range = parse(text);
  if (known.size >= MOST_KEPT) known.clear();
  known.set(text, range);
  return range;
}

function parse(text: string): AddressRange | null {
  const [address = '', length, more] = text.split('/');
  const digits = address.includes(':') ? ipv6Digits(address) : ipv4Digits(address);
  if (digits === null || more !== undefined) return null;
  const bits = digits.length * 4;
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : bits + 1;
  if (prefix > bits) return null;
  const host = (1n << BigInt(bits - prefix)) - 1n;
  const value = BigInt(`0x${digits}`);
  const hex = (number: bigint): string => number.toString(16).padStart(digits.length, '0');
  return { text, first: hex(value & ~host), last: hex(value | host) };
}

function ipv4Digits(address: string): string | null {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null;
  return parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('');
}

function ipv6Digits(address: string): string | null {
  const mapped = address.replace(/[\d.]+$/, (tail) => {
    const digits = tail.includes('.') ? ipv4Digits(tail) : null;
    return digits === null ? tail : `${digits.slice(0, 4)}:${digits.slice(4)}`;
  });
  const [head = '', tail, more] = mapped.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [front, back] = [groups(head), groups(tail ?? '')];
  const missing = 8 - front.length - back.length;
  if (more !== undefined || (tail === undefined ? missing !== 0 : missing < 1)) return null;
  const all = [...front, ...Array.from({ length: missing }, () => '0'), ...back];
  if (!all.every((group) => /^[\da-f]{1,4}$/i.test(group))) return null;
  return all.map((group) => group.toLowerCase().padStart(4, '0')).join('');
}

/** Whether two ranges of one family have an address in common. */
export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.first.length === b.first.length && a.first <= b.last && b.first <= a.last;
}
