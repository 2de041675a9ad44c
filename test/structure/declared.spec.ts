import { Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { type GraphQLSchema, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeApi } from '../../src/openapi.js';
import { Needs } from '../../src/platform/api/needs.js';
import { operationsOf } from '../../src/platform/api/openapi.js';
import { everyShape } from '../../src/platform/api/shape.js';
import { SCOPES } from '../../src/platform/api/viewer.js';
import { entrances } from '../support/permissions.js';
import { TestApp } from '../support/test-app.js';

let site: TestApp;
let schema: GraphQLSchema;

beforeAll(async () => {
  site = await TestApp.start();
  ({ schema } = site.app.get(GraphQLSchemaHost, { strict: false }));
});
afterAll(() => site.close());

describe('permissions', () => {
  it('are declared by every route and every GraphQL operation', () => {
    const known = new Set<unknown>(['anyone', ...SCOPES]);
    expect(entrances(site.app).filter(({ needs }) => !known.has(needs))).toEqual([]);
  });

  it('are looked for at every place that callers can reach', () => {
    const found = entrances(site.app);
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fields = roots.flatMap((type) => (type ? Object.keys(type.getFields()) : []));
    const operations = found.filter(({ kind }) => kind !== 'route').map(({ name }) => name);
    expect(operations.sort()).toEqual(fields.sort());
    const routes = found.filter(({ kind, undocumented }) => kind === 'route' && !undocumented);
    expect(routes).toHaveLength(operationsOf(describeApi(site.app)).length);
  });

  it('leave only the pages of the documentation out of openapi.json', () => {
    const left = entrances(site.app).filter(({ undocumented }) => undocumented);
    expect(left.map(({ name }) => name)).toEqual([
      'DocsController.landing',
      'DocsController.reference',
      'DocsController.asset',
      'DocsController.guide',
    ]);
  });

  it('are missed where they are missing', async () => {
    const context = await NestFactory.createApplicationContext(CarelessModule, { logger: false });
    const undeclared = entrances(context).filter(({ needs }) => needs === undefined);
    await context.close();
    expect(undeclared.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'route CarelessController.read',
      'route CarelessController.write',
      'Query open',
      'Mutation change',
      'Subscription watch',
    ]);
  });
});

@Controller('careless')
class CarelessController {
  @Get()
  read(): string {
    return '';
  }

  @Post()
  write(): string {
    return '';
  }

  @Get('careful')
  @Needs('anyone')
  careful(): string {
    return '';
  }
}

@Resolver()
class CarelessResolver {
  @Query(() => String)
  open(): string {
    return '';
  }

  @Mutation(() => String)
  change(): string {
    return '';
  }

  @Subscription(() => String)
  watch(): string {
    return '';
  }

  @Query(() => String)
  @Needs('admin')
  careful(): string {
    return '';
  }
}

@Module({ controllers: [CarelessController], providers: [CarelessResolver] })
class CarelessModule {}

describe('shapes', () => {
  /** Types that no shape reads: lists and their parts, answers to writes, and those below. */
  const PARTS = /(Connection|Edge|Payload)$|^(PageInfo|Query|Mutation|Subscription|__.*)$/;
  /** Kept as JSON, made by the program, or made of an event. */
  const READ_OTHERWISE = [
    ...['AuthorLink', 'IssuedChallenge', 'InputFault', 'Resolution', 'ChangePage'],
    ...['ArticleRevisionDiff', 'RevisionFieldChange', 'RevisionBlockChange', 'PreviewToken'],
    'ModerationOutcome',
    ...['ReaderRecordList', 'ErasedRecords'],
    ...['WebhookTest', 'WebhookReplay'],
  ];

  it('have SQL for exactly the fields that their view declares', () => {
    const schemas = (describeApi(site.app).components?.schemas ?? {}) as Record<
      string,
      { properties?: object }
    >;
    for (const shape of everyShape()) {
      const type = schema.getType(shape.name);
      const inGraphql = isObjectType(type) ? Object.keys(type.getFields()) : [];
      const inRest = Object.keys(schemas[shape.name]?.properties ?? {});
      const declared = [...new Set([...inGraphql, ...inRest])].sort();
      expect(shape.fieldNames().sort(), shape.name).toEqual(declared);
    }
  });

  it('are there for every view that is read from the database', () => {
    const shaped = new Set(everyShape().map(({ name }) => name));
    const types = Object.values(schema.getTypeMap()).filter(isObjectType);
    const without = types.map(({ name }) => name).filter((name) => !shaped.has(name));
    expect(without.filter((name) => !PARTS.test(name)).sort()).toEqual([...READ_OTHERWISE].sort());
  });
});
