/** First parts of addresses that front ends have for other pages than those of sections. */
const RESERVED: ReadonlySet<string> = new Set(['author', 'tag', 'search', 'assets', 'feeds', 's']);

/** The slug that a section gets for the one that is wanted. */
export const sectionSlug = (wanted: string): string => (RESERVED.has(wanted) ? `${wanted}-2` : wanted);
