/** What pages are made for. */
export interface PageContext {
  /** Address of the API, as its callers write it. */
  readonly api: string;
  /** What leads from the page to the root of the API: empty for a page right below it, else `../`. */
  readonly root: '' | '../';
  /** Slug of a story that examples can be run with; null where there is none. */
  readonly story: string | null;
}
