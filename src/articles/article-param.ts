/** The path parameter of everything that belongs to a story, for the documentation. */
export const ARTICLE_PARAM = {
  article: 'Id or slug of the story. A slug that it had before answers 301.',
} as const;

/** Codes of the failures of every read of a story. */
export const ARTICLE_READ_ERRORS = ['ARTICLE_NOT_FOUND', 'ARTICLE_RETRACTED'] as const;

/** When a read of a story answers 301. */
export const ARTICLE_MOVED = 'The story has another slug now: `Location` is the same address with that one.';
