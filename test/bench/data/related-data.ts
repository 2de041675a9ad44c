import type { Client } from 'pg';
import { DataSource } from 'typeorm';
import { profile } from '../../../src/related-stories/related-profile.js';
import { RelatedService } from '../../../src/related-stories/related.service.js';

const CHUNK = 1_000;
/** So many of the newest stories get the lists that the product chooses; older ones repeat these. */
const CHOSEN = 2_000;

/** By age: the ids of stories begin with their time. */
const NUMBERED = `select id, row_number() over (order by id desc) - 1 as place from article`;

/**
 * Beside an older story stand newer ones, as many and in rows of the same form as the product would choose, but those
 * of another story: to choose for a million takes an hour, and reading the lists costs the same.
 */
const REPEAT = `
  with numbered as materialized (${NUMBERED}), model as materialized (
    select place, related_id, source, rank, score, reasons
    from related_story join numbered on numbered.id = related_story.article_id
  )
  insert into related_story (article_id, related_id, source, rank, score, reasons)
  select older.id, model.related_id, model.source, model.rank, model.score, model.reasons
  from numbered older join model on model.place = older.place % ${CHOSEN} where older.place >= ${CHOSEN}`;

/** Fills `related_story`, which has no rows. */
export async function fillRelated(client: Client, url: string): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `select id from (${NUMBERED}) numbered where place < ${CHOSEN}`,
  );
  const source = await new DataSource({ type: 'postgres', url }).initialize();
  try {
    const related = new RelatedService();
    const chunks = Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, index) =>
      rows.slice(index * CHUNK, (index + 1) * CHUNK).map(({ id }) => id),
    );
    for (const ids of chunks) await source.transaction((tx) => profile(tx, ids));
    for (const ids of chunks) await source.transaction((tx) => related.choose(tx, ids));
  } finally {
    await source.destroy();
  }
  await client.query('analyze related_story');
  await client.query(REPEAT);
}
