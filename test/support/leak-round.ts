import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import { entrances } from './permissions.js';
import { ADMIN_KEY, type TestApp } from './test-app.js';

/** Something that left the application. */
export interface Said {
  /** Who would hear it: `anyone`, or only those who come with a key. */
  readonly to: 'anyone' | 'keyed';
  readonly what: string;
  readonly status: number;
  /** Head and body of an answer, or the event. */
  readonly text: string;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly keyed?: boolean;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}
interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Calls an application in every way there is, and keeps all that it says. */
export class LeakRound {
  readonly said: Said[] = [];
  private readonly streams: { readonly end: () => void; readonly ended: Promise<void> }[] = [];

  /** @param from headers by which the application knows the caller's address */
  constructor(
    private readonly site: TestApp,
    private readonly from: Readonly<Record<string, string>>,
  ) {}

  get schema(): GraphQLSchema {
    return this.site.app.get(GraphQLSchemaHost, { strict: false }).schema;
  }

  /** Sends one request and keeps the answer. A stream is listened to until `close`. */
  async ask(
    path: string,
    { method = 'GET', headers = {}, body, keyed = false }: Asking = {},
  ): Promise<string> {
    const stop = new AbortController();
    const response = await fetch(`${this.site.url}${path}`, {
      method,
      redirect: 'manual',
      signal: stop.signal,
      headers: {
        ...this.from,
        ...(keyed ? { authorization: `Bearer ${ADMIN_KEY}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const to = keyed ? 'keyed' : 'anyone';
    const what = `${method} ${path}`;
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
      this.listen(
        response,
        () => stop.abort(),
        (text) => this.keep({ to, what, status: 200, text }),
      );
      return '';
    }
    const text = await response.text();
    this.keep({
      to,
      what,
      status: response.status,
      text: `${JSON.stringify([...response.headers])}\n${text}`,
    });
    return text;
  }

  async graphql(query: string, variables: object = {}, keyed = false): Promise<any> {
    const text = await this.ask('/graphql', { method: 'POST', body: { query, variables }, keyed });
    return JSON.parse(text);
  }

  keep(said: Said): void {
    this.said.push(said);
  }

  /** Every route with a method that some callers may use, its parameters as `:name`. */
  routes(method: 'GET' | 'write'): { path: string; method: string; keyed: boolean }[] {
    return entrances(this.site.app).flatMap(({ route, needs }) =>
      route && (route.method === 'GET') === (method === 'GET')
        ? [{ ...route, keyed: needs !== 'anyone' }]
        : [],
    );
  }

  /** The names of GraphQL's root fields that are for anyone, or for those with a key. */
  fields(kind: 'Query' | 'Mutation' | 'Subscription'): { name: string; keyed: boolean }[] {
    return entrances(this.site.app).flatMap((entrance) =>
      entrance.kind === kind ? [{ name: entrance.name, keyed: entrance.needs !== 'anyone' }] : [],
    );
  }

  /** A body for a route that writes, as openapi.json describes it, of these values. */
  async bodyFor(method: string, path: string, values: Readonly<Record<string, unknown>>): Promise<unknown> {
    const api = JSON.parse(await (await fetch(`${this.site.url}/openapi.json`)).text()) as OpenApi;
    const described = api.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    const schema = described?.requestBody?.content['application/json']?.schema;
    const write = (given: Schema, name: string): unknown => {
      const { $ref, type, enum: words, properties, items } = given;
      if (name in values) return values[name];
      if ($ref) return write(api.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {}, name);
      if (properties) {
        return Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, write(one, key)]));
      }
      if (words) return words[0];
      if (items) return [write(items, name)];
      if ([type].flat().includes('boolean')) return false;
      return [type].flat().includes('integer') ? 1 : null;
    };
    return schema && write(schema, '');
  }

  async close(): Promise<void> {
    for (const { end, ended } of this.streams) {
      end();
      await ended;
    }
  }

  private listen(response: Response, end: () => void, keep: (text: string) => void): void {
    const read = async (): Promise<void> => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) keep(decoder.decode(chunk as Uint8Array));
    };
    this.streams.push({ end, ended: read().catch(() => undefined) });
  }
}

/** Every way to put values in the place of a path's parameters. */
export function pathsOf(path: string, values: Readonly<Record<string, readonly string[]>>): string[] {
  const [whole, name] = /:(\w+)|\*/.exec(path) ?? [];
  if (whole === undefined) return [path];
  const known = values[name ?? '*'];
  if (!known) throw new Error(`Say what ${whole} of ${path} may be`);
  return known.flatMap((value) => pathsOf(path.replace(whole, value), values));
}
