import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const challengeErrorCodes: readonly ErrorCode[] = [
  {
    code: 'CHALLENGE_REQUIRED',
    status: 403,
    title: 'Challenge required',
    meaning:
      'The discussion is under attack: get a challenge, solve it, and send the solution with the comment. `challenge` says what kind it is and where to get one.',
  },
  {
    code: 'CHALLENGE_FAILED',
    status: 422,
    title: 'Challenge failed',
    meaning:
      'The solution is wrong, too old, of another story, or was sent before. Each attempt takes a challenge of its own.',
  },
];

const POINTER = '/challenge';

/**
 * 403 for a comment without a solution.
 * @param url where to get a challenge, by POST
 */
export function challengeRequired(kind: string, url: string): DomainError {
  const detail = `The discussion takes comments with a solved challenge alone: POST ${url} gives one, and so does the mutation commentChallenge.`;
  return new DomainError('CHALLENGE_REQUIRED', 403, detail, {
    errors: [{ pointer: POINTER, code: 'CHALLENGE_REQUIRED', detail }],
    extra: { challenge: { kind, url } },
  });
}

/** 422 for a solution that is not one, or not any more. Which of it is nobody's business. */
export function challengeFailed(): DomainError {
  const detail = 'The challenge is not solved by this, or not any more. Get a new one.';
  return new DomainError('CHALLENGE_FAILED', 422, detail, {
    errors: [{ pointer: POINTER, code: 'CHALLENGE_FAILED', detail }],
  });
}
