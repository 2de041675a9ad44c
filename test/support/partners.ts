import { randomUUID } from 'node:crypto';
import { sql } from '../../src/platform/database/sql.js';
import { ADMIN_KEY, type TestApp } from './test-app.js';

/** What a partner may have, where it differs from everything at once. */
export interface PartnerRights {
  /** Slugs. */
  readonly sections?: readonly string[];
  readonly languages?: readonly string[];
  readonly embargoMinutes?: number;
  readonly content?: 'full' | 'excerpt';
  readonly media?: boolean;
  readonly endsAt?: string;
}

export interface TestPartner {
  readonly id: string;
  readonly key: string;
  readonly headers: Record<string, string>;
}

/** A partner with these rights and a key of its own. */
export async function partnerWith(site: TestApp, rights: PartnerRights = {}): Promise<TestPartner> {
  const id = randomUUID();
  const { sections = [], languages = [], embargoMinutes = 0, content = 'full', media = true } = rights;
  await site.database.query(sql`insert into partner
      (id, name, section_ids, languages, embargo_minutes, content, media, ends_at, created_by)
    values (${id}::uuid, ${`Partner ${id}`}, array(select s.id from section s where s.slug = any(${sections}::text[])),
      ${languages}::text[], ${embargoMinutes}, ${content}, ${media}, ${rights.endsAt ?? null}::timestamptz, 'test')`);
  const { body } = await site.post<{ key: string; apiKey: { id: string } }>(
    '/v1/api-keys',
    { name: 'Partner', scopes: ['syndication:read'] },
    { authorization: `Bearer ${ADMIN_KEY}` },
  );
  await site.database.query(
    sql`update api_key set partner_id = ${id}::uuid where id = ${body.apiKey.id}::uuid`,
  );
  return { id, key: body.key, headers: { authorization: `Bearer ${body.key}` } };
}

/** Which version of which story a partner was given, by id. */
export async function copiesOf(site: TestApp, { id }: TestPartner): Promise<Record<string, number>> {
  const rows = await site.database.query<{ id: string; version: number }>(
    sql`select article_id as id, version from partner_copy where partner_id = ${id}::uuid`,
  );
  return Object.fromEntries(rows.map(({ id: story, version }) => [story, version]));
}
