import { DomainError, Moved } from '../platform/api/errors.js';

/** 404 for a story that does not exist, and just the same for one that readers may not see. */
export const articleNotFound = (): DomainError =>
  new DomainError('ARTICLE_NOT_FOUND', 404, 'There is no such story, or it is not published.');

/** 410 for a story that was withdrawn; `notice` says why. */
export const articleRetracted = (notice: string | null): DomainError =>
  new DomainError('ARTICLE_RETRACTED', 410, 'The story was retracted.', { extra: { notice } });

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
