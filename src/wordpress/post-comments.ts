import { normaliseCommentText } from '../body/comment-text.js';
import type { ImportedComment } from '../imports/imported-article.js';
import { withoutAddresses } from '../imports/shown-name.js';
import { lineOfHtml, textOfHtml } from '../markup/html-text.js';
import type { SiteClock } from './site-clock.js';
import type { Tally } from '../markup/tally.js';
import type { WxrComment, WxrItem } from './wxr.js';
import { parseUrl } from '../platform/http/parse-url.js';

const MAX_NAME = 200;
const MAX_EMAIL = 254;
const MAX_URL = 2_000;
const MAX_TEXT = 100_000;
const NAMELESS = 'Anonymous';
const EMAIL = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/;

/** What readers and other sites wrote. Everything else, such as notes of a shop or of editors, is nobody's comment. */
const TYPES: ReadonlySet<string> = new Set(['', 'comment', 'pingback', 'trackback', 'review']);

type Status = NonNullable<ImportedComment['status']>;

const STATUSES: ReadonlyMap<string, Status> = new Map([
  ['1', 'approved'],
  ['approve', 'approved'],
  ['0', 'pending'],
  ['hold', 'pending'],
  ['spam', 'spam'],
  ['trash', 'rejected'],
  ['post-trashed', 'rejected'],
]);

/** The comments of a post in a form that can be imported; `tally` counts what became of them. */
export function commentsOf(item: WxrItem, clock: SiteClock, postedAt: Date, tally: Tally): ImportedComment[] {
  tally.add('left out', 'too many', item.surplusComments);
  const ids = new Set<string>();
  return item.comments.flatMap((comment) => {
    if (!TYPES.has(comment.type)) {
      tally.add('left out', comment.type);
      return [];
    }
    const body = normaliseCommentText(textOfHtml(comment.content, true)).slice(0, MAX_TEXT);
    if (body === '') {
      tally.add('left out', 'empty');
      return [];
    }
    // Nobody could tell which of them is answered: the first stays.
    if (ids.has(comment.id)) {
      tally.add('repeated', 'id');
      return [];
    }
    if (comment.id !== '') ids.add(comment.id);
    const status = STATUSES.get(comment.approved) ?? 'pending';
    tally.add('state', status);
    if (comment.type === 'pingback' || comment.type === 'trackback') tally.add('type', comment.type);
    return [imported(comment, body, status, clock.instant(comment.date, comment.dateGmt) ?? postedAt, tally)];
  });
}

function imported(
  comment: WxrComment,
  body: string,
  status: Status,
  createdAt: Date,
  tally: Tally,
): ImportedComment {
  const { id, parent } = comment;
  const given = lineOfHtml(comment.author).slice(0, MAX_NAME).trim();
  const name = withoutAddresses(given);
  if (name !== given) tally.add('mended', 'e-mail address as a name');
  if (given === '') tally.add('mended', 'without a name');
  const email = comment.email.length <= MAX_EMAIL && EMAIL.test(comment.email) ? comment.email : null;
  if (comment.email !== '' && email === null) tally.add('dropped', 'e-mail address');
  const website = websiteOf(comment.url);
  if (website === null && !/^(?:https?:\/\/)?$/i.test(comment.url)) tally.add('dropped', 'website');
  return {
    externalId: id === '' ? null : id,
    parentExternalId: parent === '' || parent === '0' || parent === id ? null : parent,
    name: name === '' ? NAMELESS : name,
    email,
    website,
    body,
    createdAt: createdAt.toISOString(),
    status,
  };
}

/** A website by http or https; many of the others were typed without a scheme, and some are none. */
function websiteOf(url: string): string | null {
  const address = lineOfHtml(url);
  if (address === '' || address.length > MAX_URL || !/^https?:\/\/[^/]/i.test(address)) return null;
  return parseUrl(address)?.href ?? null;
}
