import type { Page } from '../platform/http/page.js';
import { attribute, element, xmlText } from '../platform/xml/xml.js';
import type { NoticeSite } from './notice.query.js';

/** A form that the page offers: its address and the words on its button. */
export interface Offer {
  readonly action: string;
  readonly button: string;
}

/** Sends forms to its own server, and loads and runs nothing. */
const POLICY = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A page that says something, or offers to do it: programs that follow the links of a mail change nothing by that. */
export function choicePage(site: NoticeSite, says: string | null, offers: readonly Offer[]): Page {
  const forms = offers.map(({ action, button }) =>
    element('form', { method: 'post', action }, element('button', {}, xmlText(button))),
  );
  const html = `<!doctype html>
<html${attribute('lang', site.language)}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${xmlText(site.name)}</title></head>
<body><main><h1>${xmlText(site.name)}</h1>
${says === null ? '' : element('p', { role: 'status' }, xmlText(says))}
${forms.join('\n')}
</main></body></html>
`;
  return { html, policy: POLICY, cacheControl: 'private, no-store' };
}
