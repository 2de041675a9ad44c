/** Most characters of each part of a comment. The form announces them and the input is held to them. */
export const COMMENT_LIMITS = { name: 80, email: 254, website: 500, body: 5_000 } as const;

/** Replies hang at most this deep; deeper ones stand on the last level. */
export const COMMENT_DEPTH = 100;

/** Replies that come with a comment before the reader asks for more. */
export const REPLIES_SHOWN = 3;
