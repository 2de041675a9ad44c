import { Injectable } from '@nestjs/common';
import { ArticleLookup } from '../articles/article-lookup.js';
import { articleNotFound } from '../articles/article.errors.js';
import { PreviewTokensService } from './preview-tokens.service.js';
import type { PreviewToken } from './preview-token.view.js';

/** Previews of stories that are named by id or slug, in whatever state. */
@Injectable()
export class PreviewsService {
  constructor(
    private readonly tokens: PreviewTokensService,
    private readonly lookup: ArticleLookup,
  ) {}

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED */
  async create(
    reference: string,
    expiresIn: number | null | undefined,
    actor: string,
  ): Promise<{ previewToken: PreviewToken; token: string }> {
    const made = await this.tokens.create(await this.idOf(reference), expiresIn, actor);
    if (!made) throw articleNotFound();
    return made;
  }

  /** Those of a story that are valid, newest first. @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED */
  async list(reference: string): Promise<PreviewToken[]> {
    return this.tokens.list(await this.idOf(reference));
  }

  /** @throws DomainError PREVIEW_TOKEN_NOT_FOUND */
  revoke(id: string): Promise<void> {
    return this.tokens.revoke(id);
  }

  private idOf(reference: string): Promise<string> {
    return this.lookup.idOf(reference, 'reader', 'working');
  }
}
