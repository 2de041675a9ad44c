import { escapeHtml } from './escape-html.js';

/** `src="/…"`, `href="#…"`: inside a tag only, since a quotation mark in a text is a reference. */
const ROOT_ADDRESS = / (href|src)="\//g;
const PAGE_ADDRESS = / (href|src)="([#?])/g;
/** A player; its title, where it has one, comes right after its address. */
const FRAME = /<iframe src="([^"]*)"(?: title="([^"]*)")?[^>]*><\/iframe>/g;
const DATA_ATTRIBUTE = / data-[a-z-]+="[^"]*"/g;

/**
 * HTML of the site as it can stand anywhere: addresses with the site's host, links instead of frames, which readers
 * drop, and without the attributes that only a front end of this API has a use for.
 * @param html as this program writes it, every attribute in double quotation marks
 * @param page address of the page that it stands on
 */
export function portableHtml(html: string, page: string): string {
  const [origin, here] = [escapeHtml(new URL(page).origin), escapeHtml(page)];
  return html
    .replace(DATA_ATTRIBUTE, '')
    .replace(FRAME, (_, address: string, title = address) => `<a href="${address}">${title}</a>`)
    .replace(ROOT_ADDRESS, (_, name: string) => ` ${name}="${origin}/`)
    .replace(PAGE_ADDRESS, (_, name: string, start: string) => ` ${name}="${here}${start}`);
}

/** Address of a picture with the site's host, where it has none of its own. */
export const hostedUrl = (url: string, page: string): string =>
  url.startsWith('/') ? `${new URL(page).origin}${url}` : url;
