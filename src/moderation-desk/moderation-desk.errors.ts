import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const moderationDeskErrorCodes: readonly ErrorCode[] = [
  {
    code: 'COMMENT_DELETED',
    status: 409,
    title: 'The comment was deleted',
    meaning: 'Its words and its author are gone, so there is nothing left to decide about.',
  },
  {
    code: 'COMMENT_NOT_APPROVED',
    status: 409,
    title: 'The comment is not approved',
    meaning: 'Only a comment that readers see can be put forward. Approve it first.',
  },
  {
    code: 'DECISION_NOT_FOUND',
    status: 404,
    title: 'No such decision',
    meaning: 'There is no decision with this id.',
  },
  {
    code: 'DECISION_FINAL',
    status: 409,
    title: 'Not a decision to undo',
    meaning: 'Only what a moderator decided can be undone. Decide anew instead.',
  },
  {
    code: 'DECISION_SUPERSEDED',
    status: 409,
    title: 'Decided anew since',
    meaning:
      'The comment is not as this decision left it: it was undone already, or something else was decided.',
  },
];

/** 409 for a comment of which nothing is left but its place. */
export const commentDeleted = (): DomainError =>
  new DomainError('COMMENT_DELETED', 409, 'The comment was deleted; there is nothing left to decide about.');

/** 409 for a comment that is to be put forward while readers do not see it. */
export const commentNotApproved = (): DomainError =>
  new DomainError('COMMENT_NOT_APPROVED', 409, 'Only a comment that readers see can be put forward.');

/** 404 for a decision that does not exist. */
export const decisionNotFound = (): DomainError =>
  new DomainError('DECISION_NOT_FOUND', 404, 'There is no decision with this id.');

/** 409 for what was not decided by a moderator. */
export const decisionFinal = (): DomainError =>
  new DomainError('DECISION_FINAL', 409, 'Only what a moderator decided can be undone.');

/** 409 for a decision after which something else happened. */
export const decisionSuperseded = (): DomainError =>
  new DomainError('DECISION_SUPERSEDED', 409, 'The comment is not as this decision left it.');
