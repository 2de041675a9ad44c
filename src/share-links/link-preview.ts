import { headTags } from '../articles/head-tags.js';
import type { Seo } from '../articles/seo.view.js';
import { attribute, element, xmlText } from '../platform/xml/xml.js';

/** It loads nothing and runs nothing; what it says of the story in JSON is no program. */
export const PREVIEW_POLICY =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * What a short link shows to programs that want to know what is behind it. They name themselves, and some apps name
 * themselves alike where people read: the page leads them on.
 * @param location where the link leads
 */
export const previewPage = (seo: Seo, location: string): string => `<!doctype html>
<html>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
${headTags(seo)}
</head>
<body dir="auto">
<h1><a${attribute('href', location)}>${xmlText(seo.title)}</a></h1>
${element('p', {}, xmlText(seo.description))}
</body>
</html>
`;
