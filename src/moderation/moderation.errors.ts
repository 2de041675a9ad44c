import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const moderationErrorCodes: readonly ErrorCode[] = [
  {
    code: 'COMMENTS_CLOSED',
    status: 409,
    title: 'Comments are closed',
    meaning: 'The story takes no comments, or takes none any more.',
  },
  {
    code: 'COMMENTER_BANNED',
    status: 403,
    title: 'Comments are not taken from this reader',
    meaning: 'A moderator has banned the commenter; `until` says for how long, where the ban has an end.',
  },
  {
    code: 'BAN_NOT_FOUND',
    status: 404,
    title: 'No such ban',
    meaning: 'There is no ban with this id.',
  },
];

/** 409 for a story that takes no comments. */
export const commentsClosed = (): DomainError =>
  new DomainError('COMMENTS_CLOSED', 409, 'The story takes no comments.');

/** 403 for whoever is banned. @param until RFC 3339; null for a ban without end */
export const commenterBanned = (until: string | null): DomainError =>
  new DomainError(
    'COMMENTER_BANNED',
    403,
    until === null ? 'Comments are not taken from you.' : `Comments are not taken from you until ${until}.`,
    { extra: { until } },
  );

/** 404 for a ban that does not exist. */
export const banNotFound = (): DomainError =>
  new DomainError('BAN_NOT_FOUND', 404, 'There is no ban with this id.');
