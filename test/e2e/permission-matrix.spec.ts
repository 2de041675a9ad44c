import { GraphQLSchemaHost } from '@nestjs/graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scope, SCOPES } from '../../src/platform/api/viewer.js';
import { dummyOperation } from '../support/dummy-operation.js';
import { type Entrance, entrances } from '../support/permissions.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

const admin = { authorization: `Bearer ${ADMIN_KEY}` };
const NOTHING = '00000000-0000-7000-8000-000000000000';

type Role = 'anonymous' | Scope;
const ROLES: readonly Role[] = ['anonymous', ...SCOPES];

/** What a role gets of what is declared: through, or why not. */
function allowed(role: Role, needs: unknown): 'through' | 401 | 403 {
  if (needs === 'anyone' || role === needs || role === 'admin') return 'through';
  return role === 'anonymous' ? 401 : 403;
}

let site: TestApp;
const headersOf = new Map<Role, Record<string, string>>([['anonymous', {}]]);
let all: Entrance[];
beforeAll(async () => {
  site = await TestApp.start();
  for (const scope of SCOPES) {
    const { body } = await site.post<{ key: string }>(
      '/v1/api-keys',
      { name: scope, scopes: [scope] },
      admin,
    );
    headersOf.set(scope, { authorization: `Bearer ${body.key}` });
  }
  all = entrances(site.app);
});
afterAll(() => site.close());

/** Of a call on nothing that exists: whether the caller got past the door. */
const verdictOf = (status: number): 'through' | number =>
  status === 401 || status === 403 ? status : 'through';

async function callRoute({ route }: Entrance, role: Role): Promise<'through' | number> {
  const { method, path } = route as NonNullable<Entrance['route']>;
  const hasBody = ['POST', 'PUT', 'PATCH'].includes(method);
  const response = await fetch(`${site.url}${path.replaceAll(/:\w+/g, NOTHING).replaceAll('*', 'nothing')}`, {
    method,
    redirect: 'manual',
    headers: { ...headersOf.get(role), ...(hasBody ? { 'content-type': 'application/json' } : {}) },
    body: hasBody ? '{}' : undefined,
  });
  // Not read to its end, which a stream of events does not have.
  await response.body?.cancel();
  return verdictOf(response.status);
}

const STATUS: Readonly<Record<string, number>> = { UNAUTHENTICATED: 401, FORBIDDEN: 403 };

async function callField({ kind, name }: Entrance, role: Role): Promise<'through' | number> {
  const { schema } = site.app.get(GraphQLSchemaHost, { strict: false });
  const query = dummyOperation(schema, kind as 'Query' | 'Mutation', name);
  const { body } = await site.graphql(query, {}, headersOf.get(role));
  const code = String(body.errors?.[0]?.extensions['code']);
  expect(code, query).not.toMatch(/^GRAPHQL_|BAD_USER_INPUT/);
  return STATUS[code] ?? 'through';
}

/** Every entrance with what each role got there, beside what its declaration says. */
async function matrix(
  chosen: readonly Entrance[],
  call: (entrance: Entrance, role: Role) => Promise<'through' | number>,
) {
  const got: Record<string, Record<string, unknown>> = {};
  const declared: Record<string, Record<string, unknown>> = {};
  for (const entrance of chosen) {
    const { name, needs } = entrance;
    got[name] = {};
    declared[name] = {};
    for (const role of ROLES) {
      got[name][role] = await call(entrance, role);
      declared[name][role] = allowed(role, needs);
    }
  }
  return { got, declared };
}

describe('every role gets as far as is declared', () => {
  it('on every route', async () => {
    const { got, declared } = await matrix(
      all.filter(({ kind }) => kind === 'route'),
      callRoute,
    );
    expect(got).toEqual(declared);
    expect(Object.keys(got).length).toBeGreaterThan(40);
  });

  it('in every query and mutation of GraphQL', async () => {
    const { got, declared } = await matrix(
      all.filter(({ kind }) => kind === 'Query' || kind === 'Mutation'),
      callField,
    );
    expect(got).toEqual(declared);
    expect(Object.keys(got).length).toBeGreaterThan(15);
  });
});
