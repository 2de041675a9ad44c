/** The path of an address of the site, so that links hold whatever host the site is read at. */
export const pathOf = (url: string): string => new URL(url).pathname;
