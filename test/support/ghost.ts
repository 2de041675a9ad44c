/** A row of a table of Ghost. */
type Row = Readonly<Record<string, unknown>>;

/** What a test says of an export; the rest is that of an ordinary one. */
export interface GhostTables {
  readonly version?: string;
  readonly posts: readonly Row[];
  readonly tables?: Readonly<Record<string, readonly Row[]>>;
}

/** Tags and users that every export here has. */
const TAGS: readonly Row[] = [
  { id: 't1', name: 'Harbour', slug: 'harbour', description: 'All about piers', visibility: 'public' },
  { id: 't2', name: 'Low tide', slug: 'low-tide', description: null, visibility: 'public' },
  { id: 't3', name: '#hero', slug: 'hash-hero', description: null, visibility: 'internal' },
];
const USERS: readonly Row[] = [
  { id: 'u1', name: 'June Abara', slug: 'june', email: 'june@old.example', bio: 'Writes.', password: 'x' },
  { id: 'u2', name: 'tomas.reed@old.example', slug: 'tomas', email: 'tomas.reed@old.example', bio: null },
];
const SETTINGS: readonly Row[] = [
  { id: 's1', key: 'title', value: 'Harbour Notes' },
  { id: 's2', key: 'description', value: 'What the tide brings' },
  { id: 's3', key: 'locale', value: 'en' },
  { id: 's4', key: 'timezone', value: 'Pacific/Auckland' },
];

/** A post as Ghost exports it. */
export function ghostPost(id: string, more: Row = {}): Row {
  return {
    id,
    uuid: `00000000-0000-4000-8000-${id.padStart(12, '0')}`,
    title: `Post ${id}`,
    slug: `post-${id}`,
    mobiledoc: null,
    lexical: null,
    html: `<p>Text of ${id}.</p>`,
    plaintext: `Text of ${id}.`,
    feature_image: null,
    featured: 0,
    type: 'post',
    status: 'published',
    locale: null,
    visibility: 'public',
    created_at: '2020-05-04T09:00:00.000Z',
    updated_at: '2020-05-04T11:00:00.000Z',
    published_at: '2020-05-04T10:00:00.000Z',
    custom_excerpt: null,
    codeinjection_head: null,
    codeinjection_foot: null,
    canonical_url: null,
    ...more,
  };
}

/** An export as Ghost's own pages give it: tables by their names in alphabetical order. */
export function ghostExport({ version = '5.130.0', posts, tables = {} }: GhostTables): string {
  const data = {
    newsletters: [{ id: 'n1', name: 'Weekly', sender_email: 'news@old.example' }],
    posts,
    posts_authors: posts.map(({ id }) => ({
      id: `a${String(id)}`,
      post_id: id,
      author_id: 'u1',
      sort_order: 0,
    })),
    posts_meta: [],
    posts_tags: posts.flatMap(({ id }) => [
      { id: `x${String(id)}`, post_id: id, tag_id: 't3', sort_order: 0 },
      { id: `y${String(id)}`, post_id: id, tag_id: 't2', sort_order: 2 },
      { id: `z${String(id)}`, post_id: id, tag_id: 't1', sort_order: 1 },
    ]),
    settings: SETTINGS,
    tags: TAGS,
    users: USERS,
    ...tables,
  };
  const meta = { exported_on: 1_700_000_000_000, version };
  return JSON.stringify({ db: [{ meta, data }] });
}
