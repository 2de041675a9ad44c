import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Comments that had replies, and yet were not shown. */
const HELD = `status in ('pending', 'rejected', 'spam') and reply_count > 0`;

/**
 * Counts such comments among the replies of those that they answer. That may bring their parents to sight, or take them
 * out of it, and so on: level by level upwards, the deepest first, so that each comment is counted when all below it are.
 * They are few: a moderator has kept a comment from readers whose replies they went on seeing.
 * @param change 1 or -1
 * @param turned of a counted row `c` and what it had `before`: whether it came to sight, or went out of it, by that
 */
const recount = (change: 1 | -1, turned: string): string => `
  -- Nobody moves a comment between what is found here and what is counted by it.
  lock table comment in share row exclusive mode;
  create temporary table held_place on commit drop as select parent_id, depth from comment where ${HELD};
  do $$
  begin
    for level in reverse (select coalesce(max(depth), 0) from held_place)..1 loop
      with replies as (
        select parent_id as id, count(*)::int * (${change}) as change from held_place where depth = level group by 1
      ), counted as (
        update comment c set reply_count = c.reply_count + replies.change from replies where c.id = replies.id
        returning c.parent_id, c.depth, c.status, c.reply_count, c.reply_count - replies.change as before
      )
      insert into held_place select parent_id, depth from counted c where ${turned};
    end loop;
  end $$;
  drop table held_place`;

/**
 * Every comment that is not approved keeps its place as long as it has replies that readers see, as deleted ones did.
 * And the keyed form of the network that a comment came from goes, which nothing ever looked for.
 */
export class CommentPlaces1764800000023 implements MigrationInterface {
  name = 'CommentPlaces1764800000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(recount(1, `c.status <> 'approved' and c.before = 0`));
    await runner.query('alter table comment_identity drop column address_index');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table comment_identity add column address_index bytea');
    await runner.query(recount(-1, `c.status = 'deleted' and c.reply_count = 0`));
  }
}
