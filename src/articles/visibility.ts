import { sightOf, type ViewerClass } from '../platform/api/viewer.js';
import { Slot, sql, type Sql } from '../platform/database/sql.js';

/** A story that readers may find now: published, its time come and not yet over. `a` is the table `article`. */
export const isPublic = (a: Sql): Sql =>
  sql`(${a}.status = 'published' and ${a}.publish_at <= now() and (${a}.expires_at is null or ${a}.expires_at > now()))`;

/** Whether the site is open to the caller at all: not to anonymous ones where `anonymousAccess` is `none`. */
export const isOpenTo = (viewer: ViewerClass): Sql =>
  viewer === 'anonymous' ? sql`(select site.anonymous_access <> 'none' from site)` : sql`true`;

/**
 * The one condition that every query of stories starts from. Rows are never filtered afterwards.
 * Anonymous callers see nothing on a site whose `anonymousAccess` is `none`, partners nothing beyond their rights.
 */
export function visibleTo(viewer: ViewerClass, a: Sql): Sql {
  switch (sightOf(viewer).viewer) {
    case 'anonymous':
      return sql`(${isPublic(a)} and ${isOpenTo(viewer)})`;
    case 'partner':
      return visibleToPartner(partnerId(viewer), a);
    default:
      return isPublic(a);
  }
}

/** The same for the partner with this id, where a statement is about several. */
export const visibleToPartner = (id: Sql, a: Sql): Sql =>
  sql`(${isPublic(a)} and ${isFreeToSyndicate(a)} and ${isWithinRights(id, a)})`;

/** Whether a story may be handed on at all, and already. */
export const isFreeToSyndicate = (a: Sql): Sql =>
  sql`(${a}.rights_syndicate and (${a}.rights_embargo_until is null or ${a}.rights_embargo_until <= now()))`;

/**
 * The id of the partner: a value that a statement is run with, so that one which was composed for one of them and is kept
 * says nothing to another. A statement that is composed for a single run finds it here.
 */
export const partnerId = (viewer: ViewerClass): Sql => sql`${new Slot('partner', sightOf(viewer).partner)}::uuid`;

/** Whether a partner may have stories like this one, and has waited as long as it has to. */
const isWithinRights = (id: Sql, a: Sql): Sql => sql`(${id} is null or (select
    (p.embargo_minutes = 0 or ${a}.publish_at <= now() - make_interval(mins => p.embargo_minutes))
    and (p.section_ids = '{}' or p.section_ids && (select home.path from section home where home.id = ${a}.section_id))
    and (p.languages = '{}' or exists (select 1 from unnest(p.languages) l
      where lower(${a}.language) = l or starts_with(lower(${a}.language), l || '-')))
    and (p.ends_at is null or p.ends_at > now())
  from partner p where p.id = ${id}))`;

/**
 * Whether the caller may read whole stories. On a site that gives anonymous callers excerpts, they may not; a partner
 * may where that was agreed.
 */
export function readsBodies(viewer: ViewerClass): Sql {
  switch (sightOf(viewer).viewer) {
    case 'anonymous':
      return sql`(select site.anonymous_access = 'full' from site)`;
    case 'partner':
      return agreed(viewer, sql`p.content = 'full'`);
    default:
      return sql`true`;
  }
}

/** The one of two values that the caller may have, by whether whole stories are for it. */
export const ifReadsBodies = (viewer: ViewerClass, whole: Sql, excerpt: Sql): Sql =>
  isRestricted(viewer) ? sql`case when ${readsBodies(viewer)} then ${whole} else ${excerpt} end` : whole;

/** The value, or null for a partner that has stories without their pictures. */
export const ifHasMedia = (viewer: ViewerClass, value: Sql, without: Sql = sql`null`): Sql =>
  sightOf(viewer).viewer === 'partner'
    ? sql`case when ${agreed(viewer, sql`p.media`)} then ${value} else ${without} end`
    : value;

/**
 * The value, or null where the caller may not have the whole of a story to hand it on. A feed is how others take a story
 * over, so what may not be syndicated, or not yet, is whole in none, whoever asks.
 */
export const ifHandedOn = (viewer: ViewerClass, a: Sql, value: Sql): Sql =>
  sql`case when ${readsBodies(viewer)} and ${isFreeToSyndicate(a)} then ${value} end`;

/** Whether there may be stories that the caller sees and may not read whole. */
const isRestricted = (viewer: ViewerClass): boolean => sightOf(viewer).viewer !== 'reader';

/** What was agreed with a partner; `p` is its row. Nothing is kept from those who have no rights of their own. */
function agreed(viewer: ViewerClass, right: Sql): Sql {
  const id = partnerId(viewer);
  return sql`(${id} is null or (select ${right} from partner p where p.id = ${id}))`;
}

/** The status that the API shows: the stored one, and what the clock makes of it. */
export const statusOf = (a: Sql): Sql => sql`case
    when ${a}.status = 'published' and ${a}.publish_at > now() then 'scheduled'
    when ${a}.status = 'published' and ${a}.expires_at <= now() then 'expired'
    else ${a}.status end`;
