import type { ErrorCode } from '../platform/http/error-codes.js';

/** Codes of what can go wrong with a story, for the table in the documentation. */
export const articleErrorCodes: readonly ErrorCode[] = [
  {
    code: 'ARTICLE_NOT_FOUND',
    status: 404,
    title: 'No such story',
    meaning: 'There is no such story, or it is not published.',
  },
  {
    code: 'ARTICLE_RETRACTED',
    status: 410,
    title: 'Story retracted',
    meaning: 'The story was withdrawn; `notice` says why.',
  },
];
