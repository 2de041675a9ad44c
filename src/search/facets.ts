import { jsonList, Shape } from '../platform/api/shape.js';
import { raw, sql, type Sql } from '../platform/database/sql.js';

/** Values of one facet. */
const MOST_VALUES = raw('20');

const valueShape = new Shape<object>('FacetValue', {
  value: () => sql`f.value`,
  label: () => sql`f.label`,
  count: () => sql`f.stories`,
});

/** `facet (id, stories)`: how many of the stories found are in each section, and have each tag and author. */
export const facetTable = sql`facet as materialized (
  select place.id, count(*) as stories from ranked, unnest(ranked.places) as place (id) group by place.id)`;

/** Sections, tags or authors of what was found, by their names. */
const named = (table: Sql): Sql => sql`select t.slug as value, t.name as label, p.stories
  from facet p join ${table} t on t.id = p.id order by p.stories desc, t.slug limit ${MOST_VALUES}`;

const years = sql`select year::text as value, year::text as label, count(*) as stories
  from (select extract(year from publish_at at time zone 'UTC') as year from ranked) published group by year`;

const byNumber = sql`f.stories desc, f.value`;

/** What was found, counted by what it has in common. */
export const facetsShape = new Shape<object>('SearchFacets', {
  section: (_, { children }, read) =>
    jsonList(valueShape.json({}, children, read), sql`from (${named(raw('section'))}) f`, byNumber),
  tag: (_, { children }, read) =>
    jsonList(valueShape.json({}, children, read), sql`from (${named(raw('tag'))}) f`, byNumber),
  author: (_, { children }, read) =>
    jsonList(valueShape.json({}, children, read), sql`from (${named(raw('author'))}) f`, byNumber),
  year: (_, { children }, read) =>
    jsonList(valueShape.json({}, children, read), sql`from (${years}) f`, sql`f.value desc`),
});
