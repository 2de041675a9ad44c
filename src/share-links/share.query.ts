import type { ArticleRow } from '../articles/article-row.js';
import { articleShape, READERS } from '../articles/article.query.js';
import { canonicalUrl } from '../articles/article-url.js';
import type { ReadContext } from '../platform/api/read-context.js';
import type { Selection } from '../platform/api/selection.js';
import { type FieldsSql, jsonList, Shape } from '../platform/api/shape.js';
import { join, literal, sql, type Sql } from '../platform/database/sql.js';
import { SHARE_NETWORKS } from './share-networks.js';

/** A story with its share code. */
interface ShareRow extends Pick<ArticleRow, 'a' | 'r' | 's' | 'stats'> {
  readonly code: Sql;
}

const tablesOf = ({ a, r, s, stats }: ArticleRow) => ({ a, r, s, stats });

const shortUrl = ({ code }: ShareRow, read: ReadContext): Sql =>
  sql`${literal(`${read.addresses.api}/s/`)} || ${code}.code`;

type NetworkName = keyof typeof SHARE_NETWORKS;

/** The address that opens a network, or for `copy` the short link itself. */
function intentUrl(network: NetworkName, row: ShareRow, read: ReadContext): Sql {
  const { intent } = SHARE_NETWORKS[network];
  return intent === null
    ? sql`${shortUrl(row, read)} || ${literal(`/${network}`)}`
    : filledIn(intent, network, row, read);
}

function instanceUrl(network: NetworkName, row: ShareRow, read: ReadContext): Sql {
  const known = SHARE_NETWORKS[network];
  return 'server' in known ? filledIn(known.server, network, row, read) : sql`null`;
}

/** A form with the story in it: its parts are ready, so the database only puts them together. */
function filledIn(form: string, network: NetworkName, row: ShareRow, read: ReadContext): Sql {
  const encodedShortUrl = sql`${literal(encodeURIComponent(`${read.addresses.api}/s/`))} || ${row.code}.code
      || ${literal(encodeURIComponent(`/${network}`))}`;
  const values: Readonly<Record<string, Sql>> = {
    '{url}': encodedShortUrl,
    '{text}': sql`${row.r}.headline_uri`,
  };
  const parts = form.split(/(\{(?:url|text)\})/).filter(Boolean);
  return join(
    parts.map((part) => values[part] ?? literal(part)),
    ' || ',
  );
}

function caseOf(network: Sql, valueOf: (name: NetworkName) => Sql): Sql {
  const names = Object.keys(SHARE_NETWORKS) as NetworkName[];
  const branches = names.map((name) => sql`when ${literal(name)} then ${valueOf(name)}`);
  return sql`case ${network} ${join(branches, ' ')} end`;
}

const linkShape = new Shape<ShareRow & { n: Sql }>('ShareLink', {
  network: ({ n }) => sql`${n}.network`,
  label: ({ n }) => caseOf(sql`${n}.network`, (name) => literal(SHARE_NETWORKS[name].label)),
  url: (row, _, read) => caseOf(sql`${row.n}.network`, (name) => intentUrl(name, row, read)),
  instanceUrl: (row, _, read) => caseOf(sql`${row.n}.network`, (name) => instanceUrl(name, row, read)),
});

const webShareShape = new Shape<ShareRow>('WebShare', {
  title: ({ r }) => sql`${r}.headline`,
  text: ({ r }) => sql`${r}.headline`,
  url: (row, _, read) => shortUrl(row, read),
});

const networkCountShape = new Shape<{ n: Sql }>('NetworkCount', {
  network: ({ n }) => sql`${n}.network`,
  count: ({ n }) => sql`${n}.visits`,
});

const countsShape = new Shape<ShareRow>('ShareCounts', {
  total: ({ stats }) => sql`coalesce(${stats}.share_count, 0)`,
  byNetwork: ({ a }, { children }, read) => {
    const n = read.alias('net');
    return jsonList(
      networkCountShape.json({ n }, children, read),
      sql`from share_count ${n} where ${n}.article_id = ${a}.id`,
      sql`${n}.visits desc, ${n}.network`,
    );
  },
});

const shareFields: FieldsSql<ShareRow> = {
  url: (row, _, read) => canonicalUrl(row, read),
  shortUrl: (row, _, read) => shortUrl(row, read),
  title: ({ r }) => sql`${r}.headline`,
  text: ({ r }) => sql`${r}.headline`,
  links: (row, { children }, read) => {
    const n = read.alias('net');
    return jsonList(
      linkShape.json({ ...row, n }, children, read),
      sql`from site, unnest(site.share_networks) with ordinality as ${n} (network, place)`,
      sql`${n}.place`,
    );
  },
  webShare: (row, { children }, read) => webShareShape.json(row, children, read),
  qrUrl: (row, _, read) => sql`${shortUrl(row, read)} || '/qr.svg'`,
  counts: (row, { children }, read) => countsShape.json(row, children, read),
};

const shareShape = new Shape<ShareRow>('Share', shareFields, {
  kind: `article ${READERS}`,
  id: ({ a }) => sql`${a}.id`,
});

/** JSON of everything to share a story with. Its code was made when it was published. */
export function shareJson(row: ArticleRow, selection: Selection, read: ReadContext): Sql {
  const code = read.alias('code');
  return sql`(select ${shareShape.json({ ...tablesOf(row), code }, selection, read)} from share_code ${code}
    where ${code}.article_id = ${row.a}.id and ${code}.campaign is null)`;
}

articleShape.extend({ share: (row, { children }, read) => shareJson(row, children, read) }, READERS);
