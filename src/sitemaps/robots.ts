/**
 * `robots.txt` of the API's host (RFC 9309). Front ends that put a page together in the browser are indexed by
 * crawlers that do the same, so these must be let in wherever such a page reads: `/v1/` and `/graphql`. Short links
 * are open because networks follow them to show what is behind. Only what tells of the machine is nobody's business.
 */
export const robotsText = (api: string): string =>
  [
    'User-agent: *',
    'Disallow: /health/',
    '',
    `Sitemap: ${api}/sitemap.xml`,
    `Sitemap: ${api}/sitemap-news.xml`,
  ]
    .map((line) => `${line}\n`)
    .join('');
