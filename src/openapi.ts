import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { errorCodes } from './error-codes.js';
import { openApiDocument } from './platform/api/openapi.js';

const DESCRIPTION = `The headless content API of a news site: everything an article page shows, for any front end.

- Clients tolerate new fields and new values of enumerations. Absent values are \`null\`, never missing, unless \`fields\`
  left them out.
- Times are RFC 3339 in UTC with milliseconds.
- Every \`GET\` answers \`HEAD\` too, and 304 to an \`If-None-Match\` that still fits. Answers come in br or gzip to callers
  that accept them, each with an ETag of its own. \`OPTIONS\` tells what a path takes.
- Lists are paged by cursor: send \`pageInfo.endCursor\` as \`after\`, or follow \`Link: rel="next"\`.
- Every answer to a write carries \`Broadsheet-After\`; a request with it sees that write, or something newer.
- Refusals are \`application/problem+json\` with a stable \`code\`. An unknown path is 404 \`ROUTE_NOT_FOUND\`, a method that a
  path does not take 405 \`METHOD_NOT_ALLOWED\`.
- The same things are served as GraphQL at \`/graphql\`.`;

const TAGS = {
  Articles: 'Stories and what stands around them.',
  Writing: 'Making, changing and publishing stories.',
  Comments: "Readers' comments.",
  Moderation: 'What moderators see of comments, and what they decide.',
  Notifications: 'E-mails to readers about replies to their comments.',
  Privacy: 'What is kept about a reader: giving it out, and erasing it.',
  Live: 'What happens, as it happens, as server-sent events.',
  Site: 'The site itself: its sections, authors and tags, and where its addresses lead.',
  Syndication:
    'Feeds for readers, ninjs for newsrooms, sitemaps for search engines, and what changes for those who keep copies.',
  Partners: 'Those who take stories over: what each may have, and what it has.',
  Webhooks: 'Addresses that are told what happens to stories, and what became of it.',
  Embedding: 'Stories in pages of other sites.',
  Search: 'Stories by their words, and what somebody who is still typing may mean.',
  Sponsors: 'Who pays for slots in stories, what stands there, and where.',
  Media: 'Pictures: uploads and what is made of them.',
  Access: 'Keys that callers come with, and what they allow.',
  'Short links': 'Links that are short enough to share, and count who follows them.',
  'Demo site': 'What the demo site shows.',
  Service: 'The state of this service and its description.',
};

/** The OpenAPI document of Broadsheet. */
export const describeApi = (app: INestApplication): OpenAPIObject =>
  openApiDocument(app, {
    title: 'Broadsheet',
    version: '1',
    description: DESCRIPTION,
    license: { name: 'MIT', identifier: 'MIT' },
    tags: TAGS,
    errorCodes,
  });
