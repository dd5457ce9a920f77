/** The product's id of a link: both cluster ids joined by `~`, sorted by code unit. */
export const linkId = (a: string, b: string): string => (a < b ? `${a}~${b}` : `${b}~${a}`);
