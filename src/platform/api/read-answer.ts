import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendAnswer } from '../http/answer.js';
import { PUBLIC } from '../http/cdn-headers.js';
import { originForm } from '../http/target.js';
import { notFound } from './errors.js';
import type { Answer } from './read-plans.js';
import { may, type Scope, type Viewer } from './viewer.js';

const PRIVATE = 'private, no-cache';
const MOMENTARY = 'private, no-store';

/** A caller with a key may see more than one without, and one who has just written more than a cache has kept. */
export const BY_CALLER = ['Authorization', 'Broadsheet-After'];

/** What an answer was made from, when it is one that may be kept for others. */
export const tagsFor = (viewer: Viewer, { tags, momentary }: Pick<Answer, 'tags' | 'momentary'>) =>
  viewer.key === null && !momentary ? tags : null;

export const cacheControlFor = (viewer: Viewer): string => (viewer.key === null ? PUBLIC : PRIVATE);

/** Those who may change a resource. */
export interface Editors {
  readonly scope: Scope;
  /** Whether its answer holds parts of others, such as a name, that change while its version does not. */
  readonly showsOthers: boolean;
}

/**
 * Answers a read of one resource. The `ETag` of those who may change it is its version, which a change is based on.
 */
export function answerRead(
  request: FastifyRequest,
  reply: FastifyReply,
  viewer: Viewer,
  answer: Answer | null,
  editors?: Editors,
): Promise<void> {
  if (!answer) throw notFound();
  const { version } = answer;
  const isVersioned = typeof version === 'number' && editors !== undefined && may(viewer, editors.scope);
  return sendAnswer(request, reply, {
    json: answer.json,
    tags: tagsFor(viewer, answer),
    lastModified: answer.updated,
    ...(isVersioned ? { entityTag: `v${version}`, isAlwaysSent: editors.showsOthers } : {}),
    cacheControl: answer.momentary ? MOMENTARY : cacheControlFor(viewer),
    vary: BY_CALLER,
  });
}

/** Answers a read of a list, or of a page around one, with a link to its next page. */
export function answerList(
  request: FastifyRequest,
  reply: FastifyReply,
  viewer: Viewer,
  answer: Answer | null,
  apiBaseUrl: string,
): Promise<void> {
  if (!answer) throw notFound();
  return sendAnswer(request, reply, {
    json: answer.json,
    tags: tagsFor(viewer, answer),
    link: nextLink(answer.json, request.url, apiBaseUrl),
    cacheControl: answer.momentary ? MOMENTARY : cacheControlFor(viewer),
    vary: BY_CALLER,
  });
}

/**
 * `Link` to the next page (RFC 8288). The last `pageInfo` in the text is the list's own and holds nothing nested, so it
 * is read from there and the items need not be parsed. None where the caller left `pageInfo` out.
 */
function nextLink(json: string, url: string, apiBaseUrl: string): string | undefined {
  const found = /^"pageInfo" ?: ?(\{[^}]*\})/.exec(json.slice(json.lastIndexOf('"pageInfo"')));
  const pageInfo = JSON.parse(found?.[1] ?? '{}') as Partial<NextPage>;
  const next = nextPageOf(pageInfo, url, apiBaseUrl);
  return next === null ? undefined : `<${next}>; rel="next"`;
}

/** What a list says of the page that follows. */
export interface NextPage {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

/**
 * Address of the page that follows the one at `url`; null after the last.
 * @param url of the request
 */
export function nextPageOf(
  { hasNextPage, endCursor }: Partial<NextPage>,
  url: string,
  apiBaseUrl: string,
): string | null {
  if (!hasNextPage || !endCursor) return null;
  const next = new URL(`${apiBaseUrl}${originForm(url)}`);
  next.searchParams.delete('after');
  // Who asks for the same in another order is given the same answer.
  next.searchParams.sort();
  next.searchParams.append('after', endCursor);
  return next.href;
}
