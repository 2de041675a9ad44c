import { Injectable } from '@nestjs/common';
import { ArticleLookup } from '../articles/article-lookup.js';
import { articleNotFound } from '../articles/article.errors.js';
import { invalidInput } from '../platform/api/errors.js';
import { ChangeLog } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { textFault } from '../platform/http/body-guard.js';
import type { NewShareCode } from './share-code.inputs.js';
import { ShareCodesService } from './share-codes.service.js';
import { shareCodeNotFound, tooManyCodes, usualCode } from './share.errors.js';

/** Short links that one story may have at a time. */
const MOST_CODES = 200;

/** Further short links of a story, each for a campaign. */
@Injectable()
export class ShareCampaignsService {
  constructor(
    private readonly database: Database,
    private readonly lookup: ArticleLookup,
    private readonly codes: ShareCodesService,
    private readonly changes: ChangeLog,
  ) {}

  /**
   * Makes a link to a story, which need not be published yet.
   * @returns the code
   * @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, INVALID_INPUT, TOO_MANY_SHARE_CODES
   */
  async create(reference: string, { campaign, expiresAt }: NewShareCode, now: Date): Promise<string> {
    const end = expiresAt ? new Date(expiresAt) : null;
    if (end && end <= now) {
      const detail = 'expiresAt must be in the future.';
      throw invalidInput([{ pointer: '/expiresAt', code: 'INVALID', detail }]);
    }
    const articleId = await this.lookup.idOf(reference, 'reader', 'working');
    return this.database.transaction(async (tx) => {
      // Of many who make links at once, each sees those of the others.
      const found = await run(tx, sql`select from article where id = ${articleId} for no key update`);
      if (found.length === 0) throw articleNotFound();
      const [row] = await run<{ count: number }>(
        tx,
        sql`select count(*)::int as count from share_code
          where article_id = ${articleId} and coalesce(expires_at > ${now}, true)`,
      );
      if ((row?.count ?? 0) >= MOST_CODES) throw tooManyCodes(MOST_CODES);
      return this.codes.addCampaign(tx, { articleId, campaign, expiresAt: end, createdAt: now });
    });
  }

  /**
   * Ends a link; one that has ended stays so. Its visits are kept.
   * @throws DomainError SHARE_CODE_NOT_FOUND, INVALID_INPUT for the one link that every story has
   */
  async end(code: string, now: Date): Promise<void> {
    if (textFault(code) !== undefined) throw shareCodeNotFound();
    await this.database.transaction(async (tx) => {
      const [found] = await run<{ articleId: string; campaign: string | null }>(
        tx,
        sql`select article_id as "articleId", campaign from share_code
          where code = ${code} and article_id is not null for update`,
      );
      if (!found) throw shareCodeNotFound();
      if (found.campaign === null) throw usualCode();
      await run(tx, sql`update share_code set expires_at = least(expires_at, ${now}) where code = ${code}`);
      const tags = [`article:${found.articleId}`];
      await this.changes.append(tx, [{ kind: 'deleted', subject: 'shareCode', tags }]);
    });
  }
}
