import { ADMIN_KEY, type TestApp } from './test-app.js';

export const ADMIN = { authorization: `Bearer ${ADMIN_KEY}` };

export type Kind = 'section' | 'author' | 'tag';
type Body = Record<string, unknown>;

/** A section, an author or a tag as a write answers it. */
export interface Term {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly version: number;
}

/** What came of a write, the same in both transports: what was written, or `pointer code` of every fault. */
export interface Written {
  readonly term: (Term & Record<string, any>) | null;
  readonly faults: readonly string[];
}

/** Writes over one of the transports. */
export interface Writer {
  create(kind: Kind, input: Body): Promise<Written>;
  update(kind: Kind, slug: string, version: number, patch: Body): Promise<Written>;
  delete(kind: Kind, slug: string, version: number, moveTo?: string): Promise<Written>;
  merge(slug: string, into: string): Promise<Written>;
  updateSite(version: number, patch: Body): Promise<Written>;
}

interface Fault {
  readonly pointer: string;
  readonly code: string;
}

const lined = (faults: readonly Fault[]): string[] =>
  faults.map(({ pointer, code }) => `${pointer} ${code}`.trim());

/** A JSON request over real HTTP. */
export async function send(
  site: TestApp,
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Headers; body: any }> {
  const response = await fetch(`${site.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { ...ADMIN, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
}

const tag = (version: number) => ({ 'if-match': `"v${version}"` });

export function restWriter(site: TestApp): Writer {
  const write = async (
    method: string,
    path: string,
    body?: Body,
    headers?: Record<string, string>,
  ): Promise<Written> => {
    const answer = await send(site, method, path, { body, headers });
    if (answer.status < 300) return { term: answer.body, faults: [] };
    const { errors, code } = answer.body as { errors: Fault[]; code: string };
    return { term: null, faults: lined(errors.length > 0 ? errors : [{ pointer: '', code }]) };
  };
  return {
    create: (kind, input) => write('POST', `/v1/${kind}s`, input),
    update: (kind, slug, version, patch) => write('PATCH', `/v1/${kind}s/${slug}`, patch, tag(version)),
    delete: (kind, slug, version, moveTo) =>
      write('DELETE', `/v1/${kind}s/${slug}${moveTo ? `?moveTo=${moveTo}` : ''}`, undefined, tag(version)),
    merge: (slug, into) => write('POST', `/v1/tags/${slug}/merge`, { into }),
    updateSite: (version, patch) => write('PATCH', '/v1/site', patch, tag(version)),
  };
}

const FIELDS: Readonly<Record<Kind | 'site', string>> = {
  section: 'id slug name version description parent { slug } position navigationPosition',
  author: 'id slug name version bio avatar { id } links { label url }',
  tag: 'id slug name version',
  site: 'name version navigation { slug } shareNetworks labels { related share } commentPolicy anonymousAccess tagline language copyrightNotice',
};

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export function graphqlWriter(site: TestApp): Writer {
  const write = async (field: string, name: string, selected: string, input: Body): Promise<Written> => {
    const query = `mutation ($input: ${capital(field)}Input!) {
      ${field}(input: $input) { ${selected} errors { pointer code } } }`;
    const { body } = await site.graphql<any>(query, { input }, ADMIN);
    if (body.errors) return { term: null, faults: body.errors.map(({ extensions }) => extensions.code) };
    const payload = body.data[field];
    return { term: payload[name] ?? null, faults: lined(payload.errors) };
  };
  const of = (kind: Kind | 'site') => [kind, `${kind} { ${FIELDS[kind]} }`] as const;
  return {
    create: (kind, input) => write(`create${capital(kind)}`, ...of(kind), input),
    update: (kind, slug, version, patch) =>
      write(`update${capital(kind)}`, ...of(kind), { ...patch, [kind]: slug, version }),
    delete: (kind, slug, version, moveTo) =>
      write(`delete${capital(kind)}`, 'none', 'deleted', {
        [kind]: slug,
        version,
        ...(moveTo ? { moveTo } : {}),
      }),
    merge: (slug, into) => write('mergeTag', ...of('tag'), { tag: slug, into }),
    updateSite: (version, patch) => write('updateSite', ...of('site'), { ...patch, version }),
  };
}

export const WRITERS = [
  ['REST', restWriter],
  ['GraphQL', graphqlWriter],
] as const;
