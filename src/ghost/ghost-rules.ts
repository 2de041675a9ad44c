/** What an export of Ghost does not say itself. */
export interface GhostRules {
  /** Address of the site that the export is of, without a slash at its end; null when nobody told. */
  readonly siteUrl: string | null;
  /** Forms of its posts' addresses, such as `/{year}/{month}/{slug}/`. */
  readonly permalinks: readonly string[];
  /** Name of the section of posts without a tag. */
  readonly section: string;
}

/** Where Ghost has posts unless its routes say otherwise. */
export const PERMALINK = '/{slug}/';
export const SECTION = 'News';

/** Parts of an address that Ghost's routes know. */
const PARTS = /\{(?:id|slug|year|month|day|primary_tag|primary_author|author)\}/g;

/** Whether a form of addresses has only parts that are known, and one that tells posts apart. */
export const isPermalink = (form: string): boolean =>
  /^\/[^?#\s]*$/.test(form) && /\{(?:id|slug)\}/.test(form) && !/[{}]/.test(form.replaceAll(PARTS, ''));
