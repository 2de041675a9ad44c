/** When a solved challenge is asked for, as the installation is set to. */
export interface ChallengeOptions {
  /** `auto`: while a discussion is under attack. */
  readonly mode: 'auto' | 'always' | 'never';
  /** More comments a minute on one story are an attack. */
  readonly attackRate: number;
}

/** Injection token of `ChallengeOptions`. */
export const CHALLENGE_OPTIONS = Symbol('CHALLENGE_OPTIONS');

/** Name of the mode among the settings that answers show (`ReadContext.settings`). */
export const CHALLENGE_SETTING = 'commentChallenge';
