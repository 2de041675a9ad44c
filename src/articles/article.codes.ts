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
  {
    code: 'INVALID_TRANSITION',
    status: 409,
    title: 'Not from here',
    meaning: 'The story cannot take this step from where it stands; `from` and `to` say which.',
  },
  {
    code: 'ALT_TEXT_MISSING',
    status: 422,
    title: 'Alternative text missing',
    meaning: 'Pictures need a text that says what they show before they are published; see errors.',
  },
  {
    code: 'REVISION_NOT_FOUND',
    status: 404,
    title: 'No such revision',
    meaning: 'The story has no revision of this number.',
  },
];
