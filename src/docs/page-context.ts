/** A name as a part of a path, whatever stands in it; quotation marks would end that of a program. */
export const inPath = (name: string): string => encodeURIComponent(name).replaceAll("'", '%27');

/** A name inside a text of GraphQL or JSON, without the quotation marks around it. */
export const inText = (name: string): string => JSON.stringify(name).slice(1, -1);

/** What pages are made for. */
export interface PageContext {
  /** Address of the API, as its callers write it. */
  readonly api: string;
  /** What leads from the page to the root of the API: empty for a page right below it, else `../`. */
  readonly root: '' | '../';
  /** Slug of a story that examples can be run with; null where there is none. */
  readonly story: string | null;
}
