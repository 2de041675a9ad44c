import { type Page } from './page.js';
import { readSite } from './site.js';

/** Where robots may go, and the map of the site, which the API draws. */
export const robotsTxt: Page = async (reader) => {
  const { apiUrl } = await readSite(reader);
  const lines = [
    'User-agent: *',
    'Disallow: /search',
    ...['comment', 'comments', 'replies', 'reply'].map((name) => `Disallow: /*?${name}=`),
    '',
    `Sitemap: ${apiUrl}/sitemap.xml`,
    '',
  ];
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=3600' };
  return { status: 200, headers, body: lines.join('\n') };
};
