import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { ArticleCountersService } from './article-counters.service.js';

const EVERY_MS = 1_000;

/**
 * Tells those who keep answers that readers' numbers around stories changed which nothing folds, such as reactions to
 * their comments: once a second for all stories together, whatever the crowd.
 */
@Injectable()
export class ReaderCountsService implements OnApplicationShutdown {
  readonly #logger = new Logger(ReaderCountsService.name);
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #noting: Promise<void> = Promise.resolve();

  constructor(private readonly counters: ArticleCountersService) {}

  /** To be called after the commit of what changed them. Does not wait and does not throw. */
  touch(articleId: string): void {
    this.#changed.add(articleId);
    this.#timer ??= setTimeout(() => this.#note(), EVERY_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.#timer) {
      clearTimeout(this.#timer);
      this.#note();
    }
    await this.#noting;
  }

  #note(): void {
    this.#timer = null;
    const ids = [...this.#changed];
    this.#changed.clear();
    this.#noting = this.counters.note(ids).catch((error: unknown) => {
      this.#logger.error(error);
      for (const id of ids) this.#changed.add(id);
    });
  }
}
