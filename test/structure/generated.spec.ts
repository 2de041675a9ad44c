import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { Validator } from '@seriousme/openapi-schema-validator';
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contractFiles, settingsTable } from '../../src/contracts.js';
import { errorCodes } from '../../src/error-codes.js';
import { project } from '../support/embedded-processes.js';
import { TestApp } from '../support/test-app.js';

interface Described {
  readonly description?: string;
}
interface Operation extends Described {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: string[];
  readonly parameters?: (Described & { name: string })[];
  readonly responses: Record<string, Described & { $ref?: string }>;
}
interface Document {
  readonly openapi: string;
  readonly tags: (Described & { name: string })[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    schemas: Record<string, Described & { enum?: string[]; properties?: Record<string, Described> }>;
    responses: Record<string, Described>;
  };
}

const committed = (name: string): string => readFileSync(join(project, name), 'utf8');

let site: TestApp;
let files: Record<string, string>;
let document: Document;

beforeAll(async () => {
  site = await TestApp.start();
  files = contractFiles(site.app);
  document = JSON.parse(files['openapi.json'] ?? '') as Document;
});
afterAll(() => site.close());

describe('generated files', () => {
  it.each(['schema.graphql', 'openapi.json', '.env.example'])(
    '%s is what `npm run generate` writes',
    (name) => {
      expect(committed(name)).toBe(files[name]);
    },
  );

  it("README.md's table has every setting as it is", () => {
    const [, section = ''] = committed('README.md').split('\n## Configuration\n');
    const rows = section
      .split('\n## ')[0]
      ?.split('\n')
      .filter((line) => line.startsWith('|') && !/^\|[ |-]+\|$/.test(line));
    const cells = rows?.map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
    expect(cells).toEqual(settingsTable());
  });
});

describe('openapi.json', () => {
  const operations = (): Operation[] => Object.values(document.paths).flatMap((path) => Object.values(path));

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(files['openapi.json'] ?? '')).toEqual({ valid: true });
    expect([validator.version, document.openapi]).toEqual(['3.1', '3.1.0']);
    expect(files['openapi.json']).not.toContain('"#/components/schemas/"');
  });

  it('refers to nothing that is missing', () => {
    const references = (files['openapi.json'] ?? '').matchAll(/"\$ref": "#\/components\/(\w+)\/([^"]+)"/g);
    const components = document.components as unknown as Record<string, Record<string, unknown>>;
    const missing = [...references].filter(([, kind = '', name = '']) => !components[kind]?.[name]);
    expect(missing.map(([reference]) => reference)).toEqual([]);
  });

  it('names every operation differently and describes it, its parameters and its answers', () => {
    const ids = operations().map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = document.tags.filter(({ description }) => description).map(({ name }) => name);
    for (const { operationId, summary, parameters = [], responses, tags: used = [] } of operations()) {
      expect(summary, operationId).toBeTruthy();
      expect(used.length, operationId).toBeGreaterThan(0);
      expect(tags, operationId).toEqual(expect.arrayContaining(used));
      for (const { name, description } of parameters) {
        expect(description, `${operationId} ${name}`).toBeTruthy();
      }
      for (const [status, { description, $ref }] of Object.entries(responses)) {
        expect(description ?? $ref, `${operationId} ${status}`).toBeTruthy();
      }
    }
  });

  it('describes every schema and every field', () => {
    for (const [name, { description, properties = {} }] of Object.entries(document.components.schemas)) {
      expect(description, name).toBeTruthy();
      for (const [field, schema] of Object.entries(properties)) {
        expect(schema.description, `${name}.${field}`).toBeTruthy();
      }
    }
  });

  it('describes every value of an enumeration', () => {
    const enumerations = Object.entries(document.components.schemas).filter(([, schema]) => schema.enum);
    expect(enumerations.length).toBeGreaterThan(3);
    for (const [name, { description, enum: values = [] }] of enumerations) {
      for (const value of values) expect(description, name).toContain(`\`${value}\`: `);
    }
  });

  it('tells the failures of every route by their codes', () => {
    const known = errorCodes.map(({ code }) => code);
    for (const { operationId, responses } of operations()) {
      expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(['401', '500', '503']));
    }
    expect(document.paths['/v1/articles/{article}']?.['get']?.responses['410']?.$ref).toBe(
      '#/components/responses/ARTICLE_RETRACTED',
    );
    const named = Object.keys(document.components.responses).flatMap((name) => name.split('.'));
    expect(known).toEqual(expect.arrayContaining(named));
  });

  it('has its own address', async () => {
    const { status, headers, body } = await site.get<Document>('/openapi.json');
    expect(status).toBe(200);
    expect(headers.get('etag')).toMatch(/^"/);
    expect(body).toEqual(document);
    expect((await site.get('/openapi.json?pretty=true')).status).toBe(400);
  });
});

describe('schema.graphql', () => {
  it('describes every type, field, argument and value', () => {
    const { schema } = site.app.get(GraphQLSchemaHost, { strict: false });
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const own = Object.values(schema.getTypeMap()).filter(
      (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
    );
    const bare = own.flatMap((type) => [
      // Nest gives the three root types no place for a description.
      ...(type.description || roots.some((root) => root === type) ? [] : [type.name]),
      ...undescribedParts(type),
    ]);
    expect(bare).toEqual([]);
  });

  function undescribedParts(type: GraphQLNamedType): string[] {
    if (isEnumType(type)) return bare(type.name, type.getValues());
    if (isInputObjectType(type)) return bare(type.name, Object.values(type.getFields()));
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    const fields = Object.values(type.getFields());
    return [
      ...bare(type.name, fields),
      ...fields.flatMap((field) => bare(`${type.name}.${field.name}`, field.args)),
    ];
  }

  const bare = (owner: string, parts: readonly { name: string; description?: string | null }[]): string[] =>
    parts.filter(({ description }) => !description).map(({ name }) => `${owner}.${name}`);
});
