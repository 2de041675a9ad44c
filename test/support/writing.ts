import type { Answered, GraphqlError, TestApp } from './test-app.js';
import { ADMIN_KEY } from './test-app.js';
import { furnish } from './generated-site.js';
import { AuthorsService } from '../../src/authors/authors.service.js';
import { TagsService } from '../../src/tags/tags.service.js';

/** A story, a problem, or whatever else an answer holds: tests look at what they need. */
export type Body = any;

export const writer = { authorization: `Bearer ${ADMIN_KEY}` };

/** A site with sections, authors and tags to write with. */
export async function furnishNewsroom(site: TestApp): Promise<void> {
  await furnish(site);
  await site.database.transaction(async (tx) => {
    const named = (slugs: readonly string[]) => slugs.map((slug) => ({ slug, name: slug.toUpperCase() }));
    // By their full names: whoever comments as somebody of the staff waits for a moderator.
    const authors = ['ada', 'grace', 'secret-author'].map((slug) => ({ slug, name: `${slug} of the staff` }));
    await site.app.get(AuthorsService, { strict: false }).idsOf(tx, authors);
    await site.app.get(TagsService, { strict: false }).idsOf(tx, named(['rivers', 'bridges', 'secret-tag']));
  });
}

/** Sends a request with a writer's key, of the version `version` where there is one. */
export async function send(
  site: TestApp,
  method: string,
  path: string,
  body?: unknown,
  { version, headers = {} }: { version?: number | string; headers?: Record<string, string> } = {},
): Promise<Answered<Body>> {
  const response = await fetch(`${site.url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...writer,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(version === undefined
        ? {}
        : { 'if-match': typeof version === 'number' ? `"v${version}"` : version }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
}

let made = 0;

/** The least that a story takes, with some parts changed. */
export const aDraft = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  headline: `A story of the newsroom, number ${(made += 1)}`,
  section: 'world',
  body: { text: 'One paragraph.\n\nAnother paragraph.' },
  ...changes,
});

/** Makes a story and gives it as its writer sees it. */
export async function drafted(site: TestApp, changes: Record<string, unknown> = {}): Promise<Body> {
  const { status, body } = await send(site, 'POST', '/v1/articles', aDraft(changes));
  if (status !== 201) throw new Error(`Not made: ${JSON.stringify(body)}`);
  return body;
}

/** Makes a story and publishes it. */
export async function published(site: TestApp, changes: Record<string, unknown> = {}): Promise<Body> {
  const { id, version } = await drafted(site, changes);
  return step(site, id, 'publish', version);
}

/** Takes a story one step further and gives it back. */
export async function step(
  site: TestApp,
  id: string,
  name: string,
  version: number,
  body: unknown = {},
): Promise<Body> {
  const answer = await send(site, 'POST', `/v1/articles/${id}/${name}`, body, { version });
  if (answer.status !== 200) throw new Error(`Not done: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Runs a mutation with a writer's key and gives its payload. */
export async function mutate(
  site: TestApp,
  name: string,
  input: Record<string, unknown>,
  selection = 'article { id slug status version headline }',
): Promise<Body> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation Run($input: ${type}!) { ${name}(input: $input) { ${selection} errors { pointer code detail } } }`;
  const { body } = await site.graphql<Record<string, Body>>(query, { input }, writer);
  if (body.errors) throw new Error(JSON.stringify(body.errors satisfies GraphqlError[]));
  return body.data?.[name];
}

/** The changes that the log holds of a story, oldest first. */
export const changesOf = (site: TestApp, id: string): Promise<Body[]> =>
  site.database.pool
    .query('select kind, version, slug, previous_slug, tags from change where subject_id = $1 order by seq', [
      id,
    ])
    .then(({ rows }) => rows);
