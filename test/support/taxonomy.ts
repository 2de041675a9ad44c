import { raw, sql, type Sql } from '../../src/platform/database/sql.js';
import { ADMIN_KEY, type TestApp } from './test-app.js';

export const ADMIN = { authorization: `Bearer ${ADMIN_KEY}` };

export type Kind = 'section' | 'author' | 'tag';
type Body = Record<string, unknown>;

/** A section, an author or a tag as a write answers it. */
export interface Term {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly version: number;
}

/** What came of a write, the same in both transports: what was written, or `pointer code` of every fault. */
export interface Written {
  readonly term: (Term & Record<string, any>) | null;
  readonly faults: readonly string[];
}

/** Writes over one of the transports. */
export interface Writer {
  create(kind: Kind, input: Body): Promise<Written>;
  update(kind: Kind, slug: string, version: number, patch: Body): Promise<Written>;
  delete(kind: Kind, slug: string, version: number, moveTo?: string): Promise<Written>;
  merge(slug: string, into: string): Promise<Written>;
  updateSite(version: number, patch: Body): Promise<Written>;
}

interface Fault {
  readonly pointer: string;
  readonly code: string;
}

const lined = (faults: readonly Fault[]): string[] =>
  faults.map(({ pointer, code }) => `${pointer} ${code}`.trim());

/** A JSON request over real HTTP. */
export async function send(
  site: TestApp,
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Headers; body: any }> {
  const response = await fetch(`${site.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { ...ADMIN, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
}

const tag = (version: number) => ({ 'if-match': `"v${version}"` });

export function restWriter(site: TestApp): Writer {
  const write = async (
    method: string,
    path: string,
    body?: Body,
    headers?: Record<string, string>,
  ): Promise<Written> => {
    const answer = await send(site, method, path, { body, headers });
    if (answer.status < 300) return { term: answer.body, faults: [] };
    const { errors, code } = answer.body as { errors: Fault[]; code: string };
    return { term: null, faults: lined(errors.length > 0 ? errors : [{ pointer: '', code }]) };
  };
  return {
    create: (kind, input) => write('POST', `/v1/${kind}s`, input),
    update: (kind, slug, version, patch) => write('PATCH', `/v1/${kind}s/${slug}`, patch, tag(version)),
    delete: (kind, slug, version, moveTo) =>
      write('DELETE', `/v1/${kind}s/${slug}${moveTo ? `?moveTo=${moveTo}` : ''}`, undefined, tag(version)),
    merge: (slug, into) => write('POST', `/v1/tags/${slug}/merge`, { into }),
    updateSite: (version, patch) => write('PATCH', '/v1/site', patch, tag(version)),
  };
}

const FIELDS: Readonly<Record<Kind | 'site', string>> = {
  section: 'id slug name version description parent { slug } position navigationPosition',
  author: 'id slug name version bio avatar { id } links { label url }',
  tag: 'id slug name version',
  site: 'name version navigation { slug } shareNetworks labels { related share } commentPolicy anonymousAccess tagline language copyrightNotice',
};

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export function graphqlWriter(site: TestApp): Writer {
  const write = async (field: string, name: string, selected: string, input: Body): Promise<Written> => {
    const query = `mutation ($input: ${capital(field)}Input!) {
      ${field}(input: $input) { ${selected} errors { pointer code } } }`;
    const { body } = await site.graphql<any>(query, { input }, ADMIN);
    if (body.errors) return { term: null, faults: body.errors.map(({ extensions }) => extensions.code) };
    const payload = body.data[field];
    return { term: payload[name] ?? null, faults: lined(payload.errors) };
  };
  const of = (kind: Kind | 'site') => [kind, `${kind} { ${FIELDS[kind]} }`] as const;
  return {
    create: (kind, input) => write(`create${capital(kind)}`, ...of(kind), input),
    update: (kind, slug, version, patch) =>
      write(`update${capital(kind)}`, ...of(kind), { ...patch, [kind]: slug, version }),
    delete: (kind, slug, version, moveTo) =>
      write(`delete${capital(kind)}`, 'none', 'deleted', {
        [kind]: slug,
        version,
        ...(moveTo ? { moveTo } : {}),
      }),
    merge: (slug, into) => write('mergeTag', ...of('tag'), { tag: slug, into }),
    updateSite: (version, patch) => write('updateSite', ...of('site'), { ...patch, version }),
  };
}

export const WRITERS = [
  ['REST', restWriter],
  ['GraphQL', graphqlWriter],
] as const;

/** What of the tables that are made of stories and sections is not as these say; all empty when all is well. */
export async function contradictions(site: TestApp): Promise<Record<string, number>> {
  const listed = (term: 'author' | 'tag'): Sql => {
    const rows = raw(`select l.id, a.id, l.place::int, a.publish_at from article a
      join article_revision r on r.id = a.published_revision_id,
      unnest(r.${term}_ids) with ordinality as l (id, place) where a.status = 'published'`);
    const table = raw(`select ${term}_id, article_id, position, publish_at from article_${term}`);
    return differences(rows, table);
  };
  const stories =
    raw(`select unnest(s.path), a.id, a.publish_at from article a join section s on s.id = a.section_id
    where a.status = 'published'`);
  const unknown = (term: 'author' | 'tag'): Sql => sql`select count(*)::int from article_revision r
    where exists (select 1 from unnest(r.${raw(term)}_ids) id where id not in (select id from ${raw(term)}))
      or cardinality(r.${raw(term)}_ids) <> (select count(distinct id) from unnest(r.${raw(term)}_ids) id)`;
  const [row] = await site.database.query<Record<string, number>>(sql`select
    (select count(*)::int from section s left join section above on above.id = s.parent_id
      where s.path <> coalesce(above.path, '{}') || s.id) as paths,
    (${differences(stories, raw('select section_id, article_id, publish_at from article_listing'))}) as listing,
    (${listed('author')}) as authors, (${listed('tag')}) as tags,
    (${unknown('author')}) as "unknownAuthors", (${unknown('tag')}) as "unknownTags"`);
  return Object.fromEntries(Object.entries(row ?? {}).filter(([, count]) => count !== 0));
}

const differences = (one: Sql, other: Sql): Sql => sql`select count(*)::int from (
  (${one} except all ${other}) union all (${other} except all ${one})) difference`;

/** Gives a published story the draft of its next version, with another section, other authors and other tags. */
export async function draftNextVersion(
  site: TestApp,
  articleId: string,
  { section, authors = [], tags = [] }: { section: string; authors?: string[]; tags?: string[] },
): Promise<void> {
  const ids = (table: 'author' | 'tag', slugs: string[]) =>
    sql`array(select t.id from unnest(${slugs}::text[]) with ordinality as l (slug, place)
      join ${raw(table)} t on t.slug = l.slug order by l.place)`;
  await site.database.query(sql`with draft as (
      insert into article_revision select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(),
        'number', r.number + 1, 'section_id', (select id from section where slug = ${section}),
        'author_ids', ${ids('author', authors)}, 'tag_ids', ${ids('tag', tags)}))).*
      from article a join article_revision r on r.id = a.published_revision_id where a.id = ${articleId}::uuid
      returning id)
    update article set draft_revision_id = (select id from draft) where id = ${articleId}::uuid`);
}

/** What the draft of a story's next version names. */
export async function draftOf(site: TestApp, articleId: string) {
  const [row] = await site.database.query<{ section: string; authors: string[]; tags: string[] }>(sql`select
      (select slug from section where id = r.section_id) as section,
      array(select t.slug from unnest(r.author_ids) with ordinality l (id, place)
        left join author t on t.id = l.id order by place) as authors,
      array(select t.slug from unnest(r.tag_ids) with ordinality l (id, place)
        left join tag t on t.id = l.id order by place) as tags
    from article a join article_revision r on r.id = a.draft_revision_id where a.id = ${articleId}::uuid`);
  return row;
}
