import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { GraphQLOutputType, GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullPageQuery } from '../support/full-page-query.js';
import { type GeneratedStory, generateSite } from '../support/generated-site.js';
import { TestApp } from '../support/test-app.js';
import { asRest } from '../support/transports.js';

const STORIES = 200;
const SEED = 20_260_105;

let site: TestApp;
let schema: GraphQLSchema;
let stories: GeneratedStory[];

beforeAll(async () => {
  // The page with three levels of replies below each of twenty comments costs more than a caller may usually ask.
  site = await TestApp.start({ GRAPHQL_MAX_COST: '100000' });
  schema = site.app.get(GraphQLSchemaHost, { strict: false }).schema;
  stories = await generateSite(site, STORIES, SEED);
});
afterAll(() => site.close());

/** What GraphQL answers to a root field, as REST would put it. */
async function viaGraphql(field: string, query: string, variables: Record<string, unknown> = {}) {
  const { body } = await site.graphql<Record<string, unknown>>(query, variables);
  expect(body.errors).toBeUndefined();
  const type = schema.getQueryType()?.getFields()[field]?.type as GraphQLOutputType;
  return asRest(schema, type, body.data?.[field]);
}

describe('the article page', () => {
  it('is the same in REST and in GraphQL for every generated story', async () => {
    const query = fullPageQuery(schema);
    for (const { slug } of stories) {
      const rest = await site.get(`/v1/articles/${encodeURIComponent(slug)}/page`);
      expect(rest.status).toBe(200);
      expect(await viaGraphql('articlePage', query, { slug }), slug).toEqual(rest.body);
    }
  });
});
