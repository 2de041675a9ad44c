import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { buildApp } from '../../src/app.js';
import { readSettings } from '../../src/config/settings.js';
import { ArticleImportService } from '../../src/imports/article-import.service.js';
import { ImportedArticle } from '../../src/imports/imported-article.js';
import { Database } from '../../src/platform/database/database.js';
import type { LogStream } from '../../src/platform/http/fastify.js';
import { validateInput } from '../../src/platform/http/validation.js';
import { freshDatabase } from './databases.js';

/** An admin key for tests. */
export const ADMIN_KEY = 'test-admin-key-0123456789';

/** A JSON answer over real HTTP. */
export interface Answered<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface TestAppOptions {
  /** The database of another test application, to work on together; that one drops it. */
  readonly databaseUrl?: string;
  /** A free one when absent. */
  readonly port?: number;
  /** Takes the log, when LOG_LEVEL asks for one. */
  readonly logStream?: LogStream;
}

/** The application over a database of its own, listening on a free port. */
export class TestApp {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly databaseUrl: string,
    private readonly drop: () => Promise<void>,
  ) {}

  /** @param environment settings, as environment variables, that differ from those of tests */
  static async start(
    environment: Record<string, string> = {},
    { databaseUrl, port = 0, logStream }: TestAppOptions = {},
  ): Promise<TestApp> {
    const database = databaseUrl
      ? { url: databaseUrl, drop: () => Promise.resolve() }
      : await freshDatabase();
    const settings = readSettings({
      LOG_LEVEL: 'silent',
      PORT: '0',
      DEMO_SITE: 'false',
      RATE_LIMITS: 'off',
      // Tests set a stage with SQL, of which nothing hears that keeps answers.
      RESPONSE_CACHE: 'off',
      ADMIN_API_KEY: ADMIN_KEY,
      SITE_URL: 'https://site.example',
      PUBLIC_BASE_URL: 'https://api.example',
      DATABASE_POOL_SIZE: '5',
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
      ...environment,
    });
    const keys = settings.ENCRYPTION_KEY ?? [];
    let app: NestFastifyApplication | null = null;
    try {
      app = await buildApp({ settings, databaseUrl: database.url, keys, port: 0, logStream });
      await app.listen(port, '127.0.0.1');
    } catch (error) {
      await app?.close();
      await database.drop();
      throw error;
    }
    return new TestApp(app, await app.getUrl(), database.url, database.drop);
  }

  get database(): Database {
    return this.app.get(Database, { strict: false });
  }

  /** Imports stories as `import ndjson` does. */
  async import(lines: readonly Record<string, unknown>[], now = new Date()) {
    const articles = await Promise.all(lines.map((line) => validateInput(ImportedArticle, line)));
    const importer = this.app.get(ArticleImportService, { strict: false });
    const rules = { actor: 'test', now, onFailure: 'stop', slugs: 'exact' } as const;
    const outcomes = await importer.import(articles, rules);
    await importer.finish();
    return outcomes.map(({ story, failure }) => {
      if (!story) throw failure;
      return story;
    });
  }

  async get<T = Record<string, unknown>>(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<Answered<T>> {
    return answered(await fetch(`${this.url}${path}`, { headers, redirect: 'manual' }));
  }

  /** What is no JSON, such as a feed. */
  async text(path: string, headers: Record<string, string> = {}): Promise<Answered<string>> {
    const response = await fetch(`${this.url}${path}`, { headers, redirect: 'manual' });
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  async post<T = Record<string, unknown>>(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered<T>> {
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
    return answered(await fetch(`${this.url}${path}`, { ...init, body: JSON.stringify(body) }));
  }

  graphql<T = Record<string, unknown>>(
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Answered<{ data: T | null; errors?: GraphqlError[] }>> {
    return this.post('/graphql', { query, variables }, headers);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.drop();
  }
}

export interface GraphqlError {
  readonly message: string;
  readonly path?: (string | number)[];
  readonly extensions: { code: string; errors?: { pointer: string; code: string; detail: string }[] };
}

async function answered<T>(response: Response): Promise<Answered<T>> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : null) as T };
}
