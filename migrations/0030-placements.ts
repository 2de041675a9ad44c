import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = `
alter table sponsor
  add version integer not null default 1,
  add created_at timestamptz(3) not null default now(),
  add updated_at timestamptz(3) not null default now();

alter table placement
  add section_ids uuid[] not null default '{}',
  add tag_ids uuid[] not null default '{}',
  add languages text[] not null default '{}',
  add min_words integer not null default 0,
  add version integer not null default 1,
  add created_at timestamptz(3) not null default now(),
  add updated_at timestamptz(3) not null default now(),
  add constraint placement_min_words check (min_words >= 0);
update placement set section_ids = array[section_id] where section_id is not null;
alter table placement drop column section_id;
create index placement_by_sponsor on placement (sponsor_id);
create index placement_until on placement (coalesce(ends_at, 'infinity'::timestamptz));
`;

/** From the alphabet, and as long, as `share-codes.service.ts` draws them. A code that is taken is drawn again. */
const CODES = `
do $$
begin
  while exists (select 1 from placement p where not exists (select 1 from share_code c where c.placement_id = p.id)) loop
    insert into share_code (code, placement_id, created_at)
      select (select string_agg(substr('23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz',
          1 + floor(random() * 56)::int, 1), '') from generate_series(1, 8) where p.id is not null), p.id, now()
      from placement p where not exists (select 1 from share_code c where c.placement_id = p.id)
      on conflict do nothing;
  end loop;
end $$;
`;

/**
 * The places of slots in one story. It is asked with the slots that run there, the first come first served, and the
 * story's gaps; `total` is the number of its words, and the two truths say whether a slot may stand above it and below. Each place is known by the words before it, and no two slots have
 * the same place: there is always something to read between them.
 */
const PLACES = `
create function place_slots(gaps jsonb, total int, top_open boolean, end_open boolean,
    rules text[], amounts int[], mosts int[])
  returns table (slot int, kind text, block_key text, place int)
  language plpgsql immutable strict parallel safe rows 5 as $$
#variable_conflict use_variable
declare
  keys text[] := '{}';
  words int[] := '{}';
  blocks int[] := '{}';
  free boolean[] := '{}';
  taken int[] := '{}';
  mark int;
  gap int;
  reached int;
begin
  if rules && array['afterWords', 'everyBlocks'] then
    select coalesce(array_agg(g.key order by g.blocks), '{}'), coalesce(array_agg(g.words order by g.blocks), '{}'),
        coalesce(array_agg(g.blocks order by g.blocks), '{}'), array_fill(true, array[count(*)::int])
      into keys, words, blocks, free
      from jsonb_to_recordset(gaps) as g (key text, words int, blocks int);
  end if;
  for n in 1 .. cardinality(rules) loop
    slot := n;
    reached := 0;
    for turn in 1 .. mosts[slot] loop
      exit when rules[slot] = 'top' and not top_open or rules[slot] = 'end' and not end_open;
      if rules[slot] = 'top' then
        kind := 'top'; block_key := null; place := 0; mark := 0;
      elsif rules[slot] = 'end' then
        kind := 'end'; block_key := null; place := 1000000; mark := total;
      else
        gap := array_position(free, true, 1 + case rules[slot]
          when 'afterWords' then width_bucket(amounts[slot] - 1, words)
          else width_bucket(reached + amounts[slot] - 1, blocks) end);
        exit when gap is null;
        kind := 'after'; block_key := keys[gap]; place := blocks[gap]; mark := words[gap];
        reached := place;
      end if;
      exit when mark = any (taken);
      taken := taken || mark;
      return next;
      for beside in 1 + width_bucket(mark - 1, words) .. width_bucket(mark, words) loop
        free[beside] := false;
      end loop;
    end loop;
  end loop;
end $$;
`;

/** Sponsor slots as the desk sells them: to whom they are shown, from how many words on, under a link that is counted. */
export class Placements1764800000030 implements MigrationInterface {
  name = 'Placements1764800000030';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [COLUMNS, CODES, PLACES]) await runner.query(part);
  }

  /** A slot that cannot be told any more where it may stand ends: it must not stand everywhere. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function place_slots(jsonb, int, boolean, boolean, text[], int[], int[]);
      drop index placement_by_sponsor, placement_until;
      alter table placement add section_id uuid;
      update placement set section_id = section.id from section
        where placement.section_ids = array[section.id];
      update placement set ends_at = least(ends_at, now())
        where tag_ids <> '{}' or languages <> '{}' or min_words > 0 or (section_ids <> '{}' and section_id is null);
      alter table placement
        drop column section_ids, drop column tag_ids, drop column languages, drop column min_words,
        drop column version, drop column created_at, drop column updated_at,
        add constraint placement_section foreign key (section_id) references section (id);
      alter table sponsor drop column version, drop column created_at, drop column updated_at;
    `);
  }
}
