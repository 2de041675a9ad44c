import type { ArticleRow } from '../articles/article-row.js';
import { articleShape } from '../articles/article.query.js';
import { ifReadsBodies } from '../articles/visibility.js';
import { imageJson } from '../media/image.query.js';
import type { ReadContext } from '../platform/api/read-context.js';
import type { Selection } from '../platform/api/selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import { literal, sql, type Sql } from '../platform/database/sql.js';

interface PlacedRow {
  /** A row of `placedRows`. */
  readonly x: Sql;
}

const positionShape = new Shape<PlacedRow>('PlacementPosition', {
  kind: ({ x }) => sql`${x}.kind`,
  blockKey: ({ x }) => sql`${x}.block_key`,
});

const sponsorShape = new Shape<PlacedRow>('Sponsor', {
  name: ({ x }) => sql`${x}.sponsor_name`,
  url: ({ x }) => sql`${x}.sponsor_url`,
});

const placementShape = new Shape<PlacedRow>('Placement', {
  id: ({ x }) => sql`${x}.id`,
  slot: ({ x }) => sql`${x}.slot`,
  position: (row, { children }, read) => positionShape.json(row, children, read),
  sponsor: (row, { children }, read) => sponsorShape.json(row, children, read),
  label: ({ x }) => sql`${x}.label`,
  text: ({ x }) => sql`${x}.text`,
  image: ({ x }, { children }, read) => imageJson(sql`${x}.image_id`, children, read),
  href: ({ x }, _, read) => sql`${literal(`${read.addresses.api}/s/`)} || ${x}.code`,
  rel: () => sql`'sponsored'`,
});

/** Whether a slot runs at this moment. In the words of the index that those which are over are passed over by. */
export const isRunning = (p: Sql): Sql =>
  sql`((${p}.starts_at is null or ${p}.starts_at <= now()) and coalesce(${p}.ends_at, 'infinity'::timestamptz) > now())`;

/** Whether a slot was sold for this story: for its section or one above, any of its tags, and its language. */
const isSoldFor = (row: ArticleRow, p: Sql): Sql => sql`(
    (${p}.section_ids = '{}' or ${p}.section_ids && ${row.s}.path)
    and (${p}.tag_ids = '{}' or ${p}.tag_ids && (select array_agg(tagged.tag_id) ${row.subjects()}))
    and (${p}.languages = '{}' or exists (select 1 from unnest(${p}.languages) as sold (language)
      where starts_with(lower(${row.a}.language) || '-', lower(sold.language) || '-'))))`;

/** The slots that run in a story, `n` being their order: of those that ask for the same place the first one gets it. */
const runningSlots = (row: ArticleRow): Sql => sql`
    select p.*, sponsor.name as sponsor_name, sponsor.url as sponsor_url,
      row_number() over (order by p.position, p.id)::int as n
    from placement p join sponsor on sponsor.id = p.sponsor_id
    where ${isRunning(sql`p`)} and p.min_words <= ${row.r}.word_count
      and (not ${row.a}.sensitive or sponsor.allow_sensitive) and ${isSoldFor(row, sql`p`)}`;

/** Blocks that no slot stands beside, as `gapsOf` has it between blocks. */
const isApart = (block: Sql): Sql => sql`(${block} ->> '_type' in ('image', 'embed', 'table', 'code')
    or coalesce(${block} ->> 'style', '') = 'blockquote')`;

/** Whether a slot may stand above the first block, or below the last. A story without blocks has nothing against it. */
const isOpenAbove = (r: Sql): Sql => sql`coalesce(not ${isApart(sql`(${r}.blocks -> 0)`)}, true)`;
const isOpenBelow = (r: Sql): Sql => sql`coalesce(not (${isApart(sql`(${r}.blocks -> -1)`)}
    or coalesce(${r}.blocks -> -1 ->> 'style', '') ~ '^h[0-9]$'), true)`;

/** The slots of a story with their places. Whoever is shown the excerpt alone has no places in the text. */
function placedRows(row: ArticleRow, { viewer }: ReadContext): Sql {
  const { r, isWorking } = row;
  const sees = (whole: Sql, excerpt: Sql): Sql => (isWorking ? whole : ifReadsBodies(viewer, whole, excerpt));
  const gaps = sees(sql`${r}.gaps`, sql`'[]'::jsonb`);
  const words = sees(sql`${r}.word_count`, sql`(${r}.excerpt <> '')::int`);
  // The body is unpacked only for slots that ask for these places.
  const isOpen = (rule: string, open: Sql): Sql =>
    sql`case when ${rule}::text = any(sold.rules) then ${sees(open, sql`true`)} else true end`;
  return sql`with running as materialized (${runningSlots(row)})
    select running.*, code.code, spot.kind, spot.block_key, spot.place
    from (select array_agg(rule order by n) as rules, array_agg(amount order by n) as amounts,
        array_agg(most order by n) as mosts from running) sold,
      place_slots(${gaps}, ${words}, ${isOpen('top', isOpenAbove(r))}, ${isOpen('end', isOpenBelow(r))}, sold.rules, sold.amounts, sold.mosts) spot
      join running on running.n = spot.slot join share_code code on code.placement_id = running.id`;
}

/** JSON array of a story's sponsor slots, from the top of the story to its end. */
export function placementsJson(row: ArticleRow, selection: Selection, read: ReadContext): Sql {
  const x = read.alias('slot');
  read.tags.add('placements');
  return jsonList(
    placementShape.json({ x }, selection, read),
    sql`from (${placedRows(row, read)}) ${x}`,
    sql`${x}.place`,
  );
}

articleShape.extend({ placements: (row, { children }, read) => placementsJson(row, children, read) });
