import pg from 'pg';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { buildApp } from '../../src/app.js';
import { readSettings } from '../../src/config/settings.js';
import { fullPageQuery } from '../support/full-page-query.js';
import { ROW_NAMES, type RowName } from './options.js';
import { COMMENT, requestOf } from './requests.js';

/** A value of a statement: one that every request sends, or the part of the request that it comes from. */
export type StatementValue =
  { readonly constant: unknown } | { readonly part: 'slug' | 'name' | 'body' | 'newId' };

/** The one statement that the product answers a row with, ready to be run by something else. */
export interface Statement {
  readonly text: string;
  readonly values: readonly StatementValue[];
}

export interface Captured {
  readonly statements: Readonly<Record<RowName, Statement>>;
  /** The GraphQL query with every field of a page. */
  readonly query: string;
}

interface Sent {
  readonly text: string;
  readonly values: readonly unknown[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Sends one request of each row to the application in this process and keeps what it sends to PostgreSQL.
 * @throws Error when a row takes more than one statement or is not answered with success
 */
export async function captureStatements(
  environment: Readonly<Record<string, string>>,
  sample: { slug: string; section: string },
): Promise<Captured> {
  const settings = readSettings(environment);
  const databaseUrl = settings.DATABASE_URL as string;
  const app = await buildApp({ settings, databaseUrl, keys: settings.ENCRYPTION_KEY ?? [], port: 0 });
  try {
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    // The size that is meant anyway; a connection without one is priced as a page of twenty.
    const query = fullPageQuery(app.get(GraphQLSchemaHost).schema).replaceAll(
      'replies {',
      'replies(first: 3) {',
    );
    const statements: Partial<Record<RowName, Statement>> = {};
    for (const row of ROW_NAMES) {
      const slug = row === 'list' ? sample.section : sample.slug;
      const { method, path, headers, body } = requestOf(row, slug, query);
      const sent = await record(async () => {
        const answer = await app.inject({ method, url: path, headers, payload: body });
        if (answer.statusCode >= 300 || answer.body.startsWith('{"errors"')) {
          throw new Error(`${row}: ${answer.statusCode} ${answer.body.slice(0, 500)}`);
        }
      });
      // What the application does in the background makes no JSON.
      const answering = sent.filter(({ text }) => text.includes('json_build_object'));
      if (answering.length !== 1) throw new Error(`${row}: ${answering.length} statements instead of one`);
      statements[row] = templateOf(answering[0] as Sent, slug);
    }
    return { statements: statements as Record<RowName, Statement>, query };
  } finally {
    await app.close();
  }
}

/** Everything sent to PostgreSQL while `work` runs. */
async function record(work: () => Promise<void>): Promise<Sent[]> {
  const sent: Sent[] = [];
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  const original = prototype.query;
  prototype.query = function query(this: unknown, ...args: unknown[]) {
    const [config, values] = args as [string | Sent, unknown];
    if (typeof config === 'string') sent.push({ text: config, values: Array.isArray(values) ? values : [] });
    else sent.push({ text: config.text, values: config.values ?? [] });
    return original.apply(this, args);
  };
  try {
    await work();
  } finally {
    prototype.query = original;
  }
  return sent;
}

const templateOf = ({ text, values }: Sent, slug: string): Statement => ({
  text: text.replace(/'(\w+)@\w+'/g, `'$1'`),
  values: values.map((value): StatementValue => {
    if (value === slug) return { part: 'slug' };
    if (value === COMMENT.name) return { part: 'name' };
    if (value === COMMENT.body) return { part: 'body' };
    if (typeof value !== 'string') return { constant: value };
    // Inside the product an edge of GraphQL stands under its name and alias; callers see the name.
    return UUID.test(value) ? { part: 'newId' } : { constant: value.replace(/^(\w+)@\w+$/, '$1') };
  }),
});
