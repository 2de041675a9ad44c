import { PlacementsService, type PlacementDraft } from '../../src/placements/placements.service.js';
import { sql } from '../../src/platform/database/sql.js';
import { RelatedService } from '../../src/related-stories/related.service.js';
import { SectionsService } from '../../src/sections/sections.service.js';
import { SiteService } from '../../src/site/site.service.js';
import { generatedStories } from './generated-stories.js';
import type { TestApp } from './test-app.js';

export interface GeneratedStory {
  readonly id: string;
  readonly slug: string;
}

const TREE = [
  { slug: 'world', name: 'WORLD', parent: null, description: 'All of it', navigationPosition: 0 },
  { slug: 'europe', name: 'Europe', parent: 'world', description: null, navigationPosition: null },
  { slug: 'balkans', name: 'Balkans', parent: 'europe', description: null, navigationPosition: null },
  { slug: 'sport', name: 'Sport & Play', parent: null, description: null, navigationPosition: 1 },
  { slug: 'football', name: 'Football', parent: 'sport', description: null, navigationPosition: null },
] as const;

/** Gives the database its site settings and a tree of sections, three deep. */
export async function furnish(site: TestApp): Promise<void> {
  const sections = site.app.get(SectionsService, { strict: false });
  await site.database.transaction(async (tx) => {
    await site.app.get(SiteService, { strict: false }).ensure(tx, new Date());
    for (const section of TREE) await sections.create(tx, section);
  });
}

/**
 * A site with generated stories and everything that stands around them. What no write of the API makes yet, such as
 * corrections, goes in by SQL.
 */
export async function generateSite(site: TestApp, count: number, seed: number): Promise<GeneratedStory[]> {
  await furnish(site);
  const stories = await site.import(generatedStories(count, seed));
  await addCorrections(site);
  await addTranslations(site);
  await reactToComments(site);
  await deleteComments(site);
  await addPictures(site);
  await site.database.query(sql`update site set share_networks = share_networks || array['mastodon']`);
  await site.database.query(sql`update article_stats set share_count = abs(hashtext(article_id::text)) % 7`);
  await site.database.query(sql`insert into share_count (article_id, network, visits)
    select article_id, network, 1 + abs(hashtext(network || article_id)) % 5
    from article_stats, unnest(array['x', 'copy', 'telegram']) as network where share_count > 2`);
  await sell(site);
  await chooseRelated(site, stories);
  return stories;
}

const addCorrections = (site: TestApp) =>
  site.database.query(sql`insert into article_correction (id, article_id, kind, text, at)
    select ('01990000-0000-7000-8000-' || lpad(to_hex(n * 4 + place), 12, '0'))::uuid, id,
      (array['correction', 'clarification', 'update'])[place], 'We said <b> & "that".',
      publish_at + place * interval '1 hour 0.123 second'
    from (select id, publish_at, row_number() over (order by publish_at, id)::int as n from article) a,
      generate_series(1, 3) as place
    where n % 3 = 0 and place <= 1 + n % 4`);

/** Every four stories in a row that are at hand are one story in several languages. */
const addTranslations = (site: TestApp) =>
  site.database.query(sql`update article set translation_group =
      ('01990000-0000-7000-9000-' || lpad(to_hex(n / 4), 12, '0'))::uuid
    from (select id, row_number() over (order by publish_at, id) as n from article) numbered
    where numbered.id = article.id and n % 20 < 8`);

const reactToComments = (site: TestApp) =>
  site.database.query(sql`update comment set reactions_up = h % 9, reactions_down = h % 4,
      best = (h % 9)::float8 / (1 + h % 9 + h % 4), controversy = (least(h % 9, h % 4))::float8 / 3,
      featured = h % 11 = 0, badges = case when h % 5 = 0 then array['staff', 'author'] else '{}' end,
      edited_at = case when h % 3 = 0 then created_at + interval '61.5 second' end
    from (select id, abs(hashtext(external_id)) as h from comment) seen where seen.id = comment.id`);

/** Deletes some comments that have replies, which hold their place, and some that have none, which go out of sight. */
async function deleteComments(site: TestApp): Promise<void> {
  await site.database.query(sql`update comment set status = 'deleted'
    where status = 'approved' and reply_count > 0 and abs(hashtext(external_id)) % 4 = 0`);
  await site.database.query(sql`with gone as (
      update comment set status = 'deleted'
      where status = 'approved' and reply_count = 0 and abs(hashtext(external_id)) % 6 = 0
        and not exists (select 1 from comment above where above.id = comment.parent_id and above.status <> 'approved')
      returning parent_id
    ), fewer as (select parent_id, count(*) as n from gone where parent_id is not null group by parent_id)
    update comment set reply_count = reply_count - fewer.n from fewer where fewer.parent_id = comment.id`);
}

async function addPictures(site: TestApp): Promise<void> {
  await site.database.query(sql`update image set focal_x = 0.25, focal_y = 0.75 where hashtext(url) % 2 = 0`);
  await site.database
    .query(sql`update author set bio = 'Writes <b> & more', links = '[{"label":"X","url":"https://x.example/"}]',
      avatar_id = (select id from image order by url, id limit 1) where hashtext(slug) % 2 = 0`);
}

/** Slots by every rule: anywhere or in one section, on sensitive stories or not, in their time or past it. */
async function sell(site: TestApp): Promise<void> {
  const placements = site.app.get(PlacementsService, { strict: false });
  const [picture] = await site.database.query<{ id: string }>(
    sql`select id from image order by credit is null, caption is null, focal_x is null, url, id limit 1`,
  );
  const [europe] = await site.database.query<{ id: string }>(
    sql`select id from section where slug = 'europe'`,
  );
  await site.database.transaction(async (tx) => {
    const gentle = {
      slug: 'gentle',
      name: 'Gentle & Co',
      url: 'https://gentle.example/',
      allowSensitive: true,
    };
    const loud = { slug: 'loud', name: 'Loud', url: null, allowSensitive: false };
    const sponsors = [await placements.addSponsor(tx, gentle), await placements.addSponsor(tx, loud)];
    const draft = (rule: PlacementDraft['rule'], amount: number | null, most: number, position: number) => ({
      ...{ rule, amount, most, position, slot: rule === 'top' ? 'banner' : 'inline' },
      sponsorId: sponsors[position % 2] as string,
      sectionIds: position % 3 === 2 && europe ? [europe.id] : [],
      ...{ tagIds: [], languages: [], minWords: 0 },
      label: 'Sponsored',
      text: position % 2 === 0 ? null : 'Buy <now>',
      imageId: position % 2 === 0 ? (picture?.id ?? null) : null,
      href: `https://sponsor.example/${position}`,
      startsAt: null,
      endsAt: position === 6 ? new Date('2020-01-01T00:00:00Z') : null,
    });
    await placements.addPlacements(
      tx,
      [
        draft('top', null, 1, 0),
        draft('afterWords', 30, 1, 1),
        draft('afterWords', 60, 1, 2),
        draft('everyBlocks', 3, 4, 3),
        draft('end', null, 1, 4),
        draft('top', null, 1, 5),
        draft('end', null, 1, 6),
      ],
      new Date(),
    );
  });
}

/** Pins for every third story and exclusions for every fourth. */
async function chooseRelated(site: TestApp, stories: readonly GeneratedStory[]): Promise<void> {
  const related = site.app.get(RelatedService, { strict: false });
  await site.database.query(sql`insert into related_exclusion (article_id, excluded_id)
    select article_id, related_id from related_story where rank = 2 and hashtext(article_id::text) % 4 = 0`);
  await site.database.transaction(async (tx) => {
    await related.choose(
      tx,
      stories.map(({ id }) => id),
    );
    for (const [index, { id }] of stories.entries()) {
      const others = [1, 5, 9].flatMap((step) => stories[(index + step) % stories.length]?.id ?? []);
      if (index % 3 === 0) await related.pin(tx, id, others);
    }
  });
}
