import type { FastifyReply, FastifyRequest } from 'fastify';
import { passwordWanted } from '../platform/api/errors.js';
import type { Answer } from '../platform/api/read-plans.js';
import { BY_CALLER, cacheControlFor, tagsFor } from '../platform/api/read-answer.js';
import type { Viewer } from '../platform/api/viewer.js';
import { sendAnswer } from '../platform/http/answer.js';
import type { FeedLinks } from './feed.js';

/**
 * Path of a feed of stories.
 * @param ending of its format
 */
export const feedPath = (subject: string | null, slug: string, ending: string): string =>
  `/feeds/${subject === null ? 'latest' : `${subject}s/${encodeURIComponent(slug)}`}.${ending}`;

export interface FeedPage {
  readonly limit?: number;
  readonly after?: string;
  readonly login?: boolean;
}

/**
 * The addresses of one page of a feed.
 * @param path of the feed, in the format that it is written in
 * @param next cursor of the page that follows, if there is one
 * @param hubs that are told when this feed changes
 */
export function linksOf(
  api: string,
  path: string,
  { limit, after, login }: FeedPage,
  next: string | null,
  hubs: readonly string[] = [],
): FeedLinks {
  const urlOf = (cursor?: string): string => {
    const url = new URL(`${api}${path}`);
    if (limit !== undefined) url.searchParams.set('limit', String(limit));
    if (login) url.searchParams.set('login', 'true');
    if (cursor !== undefined) url.searchParams.set('after', cursor);
    return url.href;
  };
  const links = { feed: urlOf(), self: urlOf(after), next: next === null ? null : urlOf(next), api };
  return { ...links, hubs: links.self === `${api}${path}` ? hubs : [] };
}

/** `Link` of a page of a feed (RFC 8288): the pages around it (RFC 5005, section 3), and who tells of its changes. */
function linkHeader({ feed, self, next, hubs }: FeedLinks): string {
  const link = (rel: string, href: string): string => `<${href}>; rel="${rel}"`;
  return [
    link('self', self),
    link('first', feed),
    ...(next === null ? [] : [link('next', next)]),
    ...hubs.map((hub) => link('hub', hub)),
  ].join(', ');
}

/** The cursor of the next page, if there is one. */
export const nextOf = ({
  pageInfo: { hasNextPage, endCursor },
}: {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}): string | null => (hasNextPage ? endCursor : null);

/** @throws DomainError UNAUTHENTICATED for a caller without a key, asking for one */
export function refuseUnknown({ key }: Viewer): void {
  if (key === null) throw passwordWanted('This needs a key, as the password.');
}

export interface FeedAnswer {
  readonly text: string;
  readonly contentType: string;
  readonly links: FeedLinks;
  /** Whether the format was chosen by `Accept`: the answer then says what its own address is. */
  readonly negotiated: boolean;
  /** What it was made from. */
  readonly tags: Answer['tags'];
}

/** Answers with a feed. It is a list, so it has no date of its own: a story that left it moved nothing on. */
export function answerFeed(
  request: FastifyRequest,
  reply: FastifyReply,
  viewer: Viewer,
  { text, contentType, links, negotiated, tags }: FeedAnswer,
): Promise<void> {
  return sendAnswer(request, reply, {
    json: text,
    // Answers are kept by their address, and this one has several.
    tags: negotiated ? null : tagsFor(viewer, { tags }),
    cacheControl: cacheControlFor(viewer),
    vary: negotiated ? ['Accept', ...BY_CALLER] : BY_CALLER,
    link: linkHeader(links),
    headers: { 'content-type': contentType, ...(negotiated ? { 'content-location': links.self } : {}) },
  });
}
