import type { Challenge, Comment, Label, Site } from '../api/answers.js';
import { Problem } from '../api/problem.js';
import { type Answer, redirect } from '../http/answer.js';
import { isFromHere, type ReaderRequest } from '../http/request.js';
import { keptToken } from '../http/tokens.js';
import { pathOf } from '../parts/address.js';
import type { Attempt } from '../parts/comment-form.js';
import type { Reader } from './page.js';
import { readSite } from './site.js';
import { storyPageWith } from './story.js';

/** What of a form the API takes. */
const FIELDS = ['name', 'email', 'website', 'body', 'parentId', 'subject', 'openedAt', 'challenge'];

/** Problems that are the reader's to mend: the form comes back with what was typed. */
const MENDABLE = new Set([403, 409, 422, 429]);

/** Problems that the browser mends by itself, when it has a script. */
const CHALLENGES = new Set(['CHALLENGE_REQUIRED', 'CHALLENGE_FAILED']);

/**
 * Sends a reader's comment on and leads back to it. One that is not taken comes back in its form; one that waits for a
 * moderator is shown to its author, whose browser keeps its token.
 * @throws Problem 403 for a form of another site
 */
export async function postComment(
  reader: Reader,
  request: ReaderRequest,
  name: string,
  values: Record<string, string>,
): Promise<Answer> {
  const { url, labels } = await readSite(reader);
  if (!isFromHere(request, url)) throw new Problem(403, 'The form was sent from another site.');
  const texts = FIELDS.flatMap((field) => (values[field] ? [[field, values[field]] as const] : []));
  const filled = { ...Object.fromEntries(texts), notify: Boolean(values['notify']) };
  try {
    const { comment, token } = await reader.api.post<{ comment: Comment; token: string }>(
      `/v1/articles/${name}/comments`,
      filled,
      { 'x-forwarded-for': request.forwardedFor },
    );
    const { id, permalink, status } = comment;
    const path = pathOf(permalink);
    const place = `${path}?comment=${id}#comment-${id}`;
    if (status !== 'pending') return redirect(303, place);
    return redirect(303, place, { 'set-cookie': keptToken(id, token, path, url) });
  } catch (error) {
    if (!(error instanceof Problem) || !MENDABLE.has(error.status)) throw error;
    const isChallenge = CHALLENGES.has(String(error.more.code));
    const challenge = isChallenge ? await challengeFor(reader, request, name) : null;
    const attempt = { ...attemptOf(values, error, labels), challenge };
    return storyPageWith(reader, request, name, { status: error.status, attempt });
  }
}

/** @throws Problem */
const challengeFor = ({ api }: Reader, { forwardedFor }: ReaderRequest, name: string): Promise<Challenge> =>
  api.post<Challenge>(`/v1/articles/${name}/comments/challenge`, {}, { 'x-forwarded-for': forwardedFor });

/** Parts of the form that are not the reader's to mend. */
const UNSEEN = new Set(['parentId', 'challenge', 'openedAt', 'subject']);

/** Codes of faults, and of refusals, that the newsroom has words for. */
const WORDS: Readonly<Record<string, Label>> = {
  REQUIRED: 'required',
  TOO_LONG: 'tooLong',
  INVALID_EMAIL: 'invalidEmail',
  INVALID_URL: 'invalidUrl',
  RATE_LIMITED: 'tooManyReplies',
  COMMENTS_CLOSED: 'commentsClosed',
};

function attemptOf(
  values: Record<string, string>,
  { more }: Problem,
  labels: Site['labels'],
): Omit<Attempt, 'challenge'> {
  const { code = '', errors = [] } = more;
  const faults = errors.map((fault) => {
    const words = WORDS[fault.code];
    return [fault.pointer.slice(1), words ? labels[words] : fault.detail] as const;
  });
  const beside = faults.filter(([field]) => !UNSEEN.has(field));
  const message = beside.length > 0 ? null : labels[WORDS[code] ?? 'tryAgain'];
  return { values, faults: Object.fromEntries(beside), message };
}
