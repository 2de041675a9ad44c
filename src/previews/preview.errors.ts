import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

const INVALID = 'The preview token is not known, is over, was revoked or belongs to another story.';

export const previewErrorCodes: readonly ErrorCode[] = [
  { code: 'INVALID_PREVIEW_TOKEN', status: 401, title: 'Preview token not valid', meaning: INVALID },
  {
    code: 'PREVIEW_TOKEN_NOT_FOUND',
    status: 404,
    title: 'No such preview token',
    meaning: 'There is no valid preview token with this id.',
  },
];

/** The same for every reason, so that nobody learns by it which stories there are. */
export const invalidPreviewToken = (): DomainError =>
  new DomainError('INVALID_PREVIEW_TOKEN', 401, INVALID, {
    headers: { 'WWW-Authenticate': 'Bearer realm="broadsheet", error="invalid_token"' },
  });

export const previewTokenNotFound = (): DomainError =>
  new DomainError('PREVIEW_TOKEN_NOT_FOUND', 404, 'There is no valid preview token with this id.');
