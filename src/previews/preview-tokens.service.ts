import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { customAlphabet } from 'nanoid';
import { v7 as uuidv7 } from 'uuid';
import { isUuid } from '../platform/api/uuid.js';
import { Database } from '../platform/database/database.js';
import { instant, sql } from '../platform/database/sql.js';
import { PREVIEW_SECONDS } from './preview-token.inputs.js';
import type { PreviewToken } from './preview-token.view.js';
import { previewTokenNotFound } from './preview.errors.js';

const PREFIX = 'bpt_';
const secret = customAlphabet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 40);
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

const MOST_LISTED = 100;

const SHOWN = sql`id, article_id as "articleId", created_by as "createdBy", ${instant(sql`created_at`)} as "createdAt",
  ${instant(sql`expires_at`)} as "expiresAt"`;

/** Makes, knows and revokes tokens that show one story as it will be, to somebody who has no key. */
@Injectable()
export class PreviewTokensService {
  constructor(private readonly database: Database) {}

  /** Null when the story is not there any more. */
  async create(
    articleId: string,
    expiresIn: number | null | undefined,
    actor: string,
  ): Promise<{ previewToken: PreviewToken; token: string } | null> {
    const token = `${PREFIX}${secret()}`;
    const seconds = expiresIn ?? PREVIEW_SECONDS.default;
    // By the way, a few of those that are over go.
    const [previewToken] = await this.database.query<PreviewToken>(
      sql`with over as (
          delete from preview_token where id in (
            select id from preview_token where expires_at < now() limit 10 for update skip locked)
        )
        insert into preview_token (id, article_id, secret_hash, created_by, expires_at)
        select ${uuidv7()}::uuid, a.id, ${hashOf(token)}::bytea, ${actor}, now() + ${seconds} * interval '1 second'
        from article a where a.id = ${articleId}::uuid for key share of a
        returning ${SHOWN}`,
    );
    return previewToken ? { previewToken, token } : null;
  }

  /** Those of a story that are valid, newest first. */
  list(articleId: string): Promise<PreviewToken[]> {
    return this.database.query<PreviewToken>(
      sql`select ${SHOWN} from preview_token where article_id = ${articleId}::uuid and expires_at > now()
        order by preview_token.created_at desc, id desc limit ${MOST_LISTED}`,
    );
  }

  /** @throws DomainError PREVIEW_TOKEN_NOT_FOUND */
  async revoke(id: string): Promise<void> {
    if (!isUuid(id)) throw previewTokenNotFound();
    const gone = await this.database.query(
      sql`delete from preview_token where id = ${id}::uuid and expires_at > now() returning id`,
    );
    if (gone.length === 0) throw previewTokenNotFound();
  }

  /** The story that a token shows now; null for one that is not known, over or revoked. */
  async articleOf(token: string): Promise<string | null> {
    const [found] = await this.database.query<{ id: string }>(
      sql`select article_id as id from preview_token where secret_hash = ${hashOf(token)} and expires_at > now()`,
    );
    return found?.id ?? null;
  }
}
