import type { ArticleRow } from '../articles/article-row.js';
import { articleShape } from '../articles/article.query.js';
import { imageJson } from '../media/image.query.js';
import type { ReadContext } from '../platform/api/read-context.js';
import type { Selection } from '../platform/api/selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import { sql, type Sql } from '../platform/database/sql.js';

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
  href: ({ x }) => sql`${x}.href`,
  rel: () => sql`'sponsored'`,
});

/** Below everything else. */
const LAST = sql`1000000`;

/** Where each rule puts its slot, `(kind, block_key, place)`, from the gaps that were found when the story was saved. */
const positions = (r: Sql): Sql => sql`(
    select p.rule as kind, null as block_key, case p.rule when 'top' then 0 else ${LAST} end as place
      where p.rule in ('top', 'end')
    union all
    (select 'after', gap.key, gap.blocks from jsonb_to_recordset(${r}.gaps) as gap (key text, words int, blocks int)
      where p.rule = 'afterWords' and gap.words >= p.amount order by gap.blocks limit 1)
    union all
    (select distinct 'after', hit.key, hit.blocks
      from generate_series(1, p.most) as turn, lateral (
        select gap.key, gap.blocks from jsonb_to_recordset(${r}.gaps) as gap (key text, words int, blocks int)
        where gap.blocks >= turn * p.amount order by gap.blocks limit 1) hit
      where p.rule = 'everyBlocks')
  )`;

/** The slots of a story with their places. Two slots never share a gap in the text: the first one keeps it. */
function placedRows({ a, r, s }: ArticleRow): Sql {
  return sql`select p.*, sponsor.name as sponsor_name, sponsor.url as sponsor_url, spot.kind, spot.block_key, spot.place,
      row_number() over (partition by spot.kind, spot.block_key order by p.position, p.id) as turn
    from placement p join sponsor on sponsor.id = p.sponsor_id, lateral ${positions(r)} spot
    where (p.section_id is null or p.section_id = any(${s}.path))
      and (p.starts_at is null or p.starts_at <= now()) and (p.ends_at is null or p.ends_at > now())
      and (not ${a}.sensitive or sponsor.allow_sensitive)`;
}

/** JSON array of a story's sponsor slots, from the top of the story to its end. */
export function placementsJson(row: ArticleRow, selection: Selection, read: ReadContext): Sql {
  const x = read.alias('slot');
  read.tags.add('placements');
  return jsonList(
    placementShape.json({ x }, selection, read),
    sql`from (${placedRows(row)}) ${x} where ${x}.turn = 1 or ${x}.kind <> 'after'`,
    sql`${x}.place, ${x}.position, ${x}.id`,
  );
}

articleShape.extend({ placements: (row, { children }, read) => placementsJson(row, children, read) });
