/** The path parameter of writes, which follow old slugs by themselves. */
export const WRITTEN_ARTICLE = {
  article: 'Id or slug of the story; one that it had before will do.',
} as const;

/** Codes of the failures of every change to a story that is there. */
export const EDIT_ERRORS = ['ARTICLE_NOT_FOUND', 'ARTICLE_RETRACTED'] as const;

/** Codes of the failures of every step of a story from one state to another. */
export const STEP_ERRORS = ['ARTICLE_NOT_FOUND', 'INVALID_TRANSITION'] as const;
