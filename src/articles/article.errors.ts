import { DomainError, type FieldError, Moved } from '../platform/api/errors.js';

/** 404 for a story that does not exist, and just the same for one that readers may not see. */
export const articleNotFound = (): DomainError =>
  new DomainError('ARTICLE_NOT_FOUND', 404, 'There is no such story, or it is not published.');

/** 410 for a story that was withdrawn; `notice` says why. */
export const articleRetracted = (notice: string | null): DomainError =>
  new DomainError('ARTICLE_RETRACTED', 410, 'The story was retracted.', { extra: { notice } });

/** 409 for a step that a story cannot take from where it stands. */
export const invalidTransition = (from: string, to: string): DomainError =>
  new DomainError('INVALID_TRANSITION', 409, `A story that is ${from} cannot become ${to}.`, {
    extra: { from, to },
  });

/** 422 for pictures that would be published without a word on what they show. */
export const altTextMissing = (pointers: readonly string[]): DomainError => {
  const detail = 'Pictures need a text that says what they show.';
  return new DomainError('ALT_TEXT_MISSING', 422, detail, {
    errors: pointers.map((pointer) => ({ pointer, code: 'ALT_TEXT_MISSING', detail })),
  });
};

/** The fault of a story that would be over before it is published. */
export const expiresTooEarly = (pointer: '/expiresAt' | '/publishAt'): FieldError => ({
  pointer,
  code: 'EXPIRES_TOO_EARLY',
  detail: 'The story would be over before readers could see it.',
});

export const revisionNotFound = (): DomainError =>
  new DomainError('REVISION_NOT_FOUND', 404, 'The story has no revision of this number.');

/** The story was asked for by a slug it had before. REST answers with a redirect, GraphQL follows it. */
export class ArticleMoved extends Moved {}

/** Some of the stories that came together cannot be saved, each for a reason of its own. None of them was. */
export class StoriesRefused extends Error {
  /** @param failures by the place of the story among them, from 0 */
  constructor(readonly failures: ReadonlyMap<number, unknown>) {
    super(`${failures.size} stories cannot be saved`);
    this.name = 'StoriesRefused';
  }
}
