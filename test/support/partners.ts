import { sql } from '../../src/platform/database/sql.js';
import type { Body } from './writing.js';
import { send } from './writing.js';
import type { TestApp } from './test-app.js';

/** Headers of a caller with a key. */
export interface Caller {
  readonly [name: string]: string;
  readonly authorization: string;
}

/** Somebody who takes stories over, with a key. */
export interface TestPartner {
  readonly id: string;
  readonly version: number;
  readonly caller: Caller;
}

/** Makes a key and gives the headers that it is sent with. */
export async function keyFor(site: TestApp, scopes: readonly string[], partner?: string): Promise<Caller> {
  const { status, body } = await send(site, 'POST', '/v1/api-keys', { name: 'A caller', scopes, partner });
  if (status !== 201) throw new Error(`No key: ${JSON.stringify(body)}`);
  return { authorization: `Bearer ${body.key}` };
}

/** Makes a partner with these rights, and a key of it. */
export async function aPartner(site: TestApp, rights: Record<string, unknown> = {}): Promise<TestPartner> {
  const { status, body } = await send(site, 'POST', '/v1/partners', { name: 'Evening Post', ...rights });
  if (status !== 201) throw new Error(`No partner: ${JSON.stringify(body)}`);
  return {
    id: body.id,
    version: body.version,
    caller: await keyFor(site, ['syndication:read', 'webhooks:manage'], body.id),
  };
}

/** Follows the changes from a cursor on, or from the beginning, to the end of the log. */
export async function follow(
  site: TestApp,
  caller: Record<string, string>,
  { after = '', limit = 100 }: { after?: string; limit?: number } = {},
): Promise<{ items: Body[]; cursor: string }> {
  const items: Body[] = [];
  for (let cursor = after; ;) {
    const query = `limit=${limit}${cursor ? `&after=${cursor}` : ''}`;
    const { status, body } = await site.get<Body>(`/v1/changes?${query}`, caller);
    if (status !== 200) throw new Error(`Not followed: ${JSON.stringify(body)}`);
    items.push(...body.items);
    cursor = body.cursor;
    if (!body.hasMore) return { items, cursor };
  }
}

/** Which version of which story a partner was given, by id. */
export async function copiesOf(site: TestApp, { id }: TestPartner): Promise<Record<string, number>> {
  const rows = await site.database.query<{ id: string; version: number }>(
    sql`select article_id as id, version from partner_copy where partner_id = ${id}::uuid`,
  );
  return Object.fromEntries(rows.map(({ id: story, version }) => [story, version]));
}
