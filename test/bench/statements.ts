import pg from 'pg';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { buildApp } from '../../src/app.js';
import { readSettings } from '../../src/config/settings.js';
import { fullPageQuery } from '../support/full-page-query.js';
import { type Sample, withCursors } from './data/sample.js';
import { type BenchRequest, casesOf, type Parts, searchedWord } from './requests.js';
import { STATEMENT_ROWS, type StatementRow, statusOf } from './rows.js';

/** A value of a statement: one that every request sends, the part of the request that it comes from, or so many new bytes. */
export type StatementValue =
  | { readonly constant: unknown }
  | { readonly part: string }
  | { readonly newBytes: number }
  /** The one word that is searched for. */
  | { readonly word: true };

/** The one statement that a row is answered with, ready to be run by something else. */
export interface Statement {
  readonly text: string;
  readonly values: readonly StatementValue[];
}

export interface Captured {
  readonly statements: Readonly<Record<StatementRow, Statement>>;
  /** The GraphQL query with every field of a page. */
  readonly query: string;
  readonly sample: Sample;
}

interface Sent {
  readonly text: string;
  readonly values: readonly unknown[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** What a text is recognised by is as long; two comments with one would wait for each other. */
const TEXT_HASH_BYTES = 16;

/** What those read who follow the log. */
const CHANGES: Statement = {
  text: `select coalesce(json_agg(c), '[]')::text as json from (
    select seq, at, kind, subject, subject_id as "subjectId", version, slug, previous_slug as "previousSlug", tags
    from change where seq > $1::bigint order by seq limit 100) c`,
  values: [{ part: 'position' }],
};

/**
 * Sends one request of each row to the application in this process and keeps what it sends to PostgreSQL.
 * @throws Error when a row takes more than one statement or is not answered with success
 */
export async function captureStatements(
  environment: Readonly<Record<string, string>>,
  unmarked: Sample,
): Promise<Captured> {
  const settings = readSettings(environment);
  const databaseUrl = settings.DATABASE_URL as string;
  const app = await buildApp({ settings, databaseUrl, keys: settings.ENCRYPTION_KEY ?? [], port: 0 });
  const answerTo = async ({ method, path, headers, body }: BenchRequest, status = 200): Promise<string> => {
    const answer = await app.inject({ method, url: path, headers, payload: body });
    if (answer.statusCode === status && !answer.body.startsWith('{"errors"')) return answer.body;
    throw new Error(`${path}: ${answer.statusCode} ${answer.body.slice(0, 500)}`);
  };
  try {
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    // The size that is meant anyway; a connection without one is priced as a page of twenty.
    const query = fullPageQuery(app.get(GraphQLSchemaHost).schema).replaceAll(
      'replies {',
      'replies(first: 3) {',
    );
    const list = JSON.parse(await answerTo({ method: 'GET', path: '/v1/articles?limit=10' })) as {
      pageInfo: { endCursor: string };
    };
    const sample = withCursors(unmarked, list.pageInfo.endCursor);
    const statements: Partial<Record<StatementRow, Statement>> = { changes: CHANGES };
    for (const row of STATEMENT_ROWS) {
      if (row === 'changes') continue;
      const [first] = casesOf(row, sample, query);
      if (!first) throw new Error(`${row}: there is nothing to ask for`);
      const sent = await record(() => answerTo(first.request, statusOf(row)));
      // What the application does in the background makes no JSON.
      const answering = sent.filter(({ text }) => isAnswer(row, text));
      if (answering.length !== 1) throw new Error(`${row}: ${answering.length} statements instead of one`);
      statements[row] = templateOf(answering[0] as Sent, first.parts);
    }
    return { statements: statements as Captured['statements'], query, sample };
  } finally {
    await app.close();
  }
}

/** Whether a statement makes the answer of a row. A comment is judged by one of its own before it is stored. */
const isAnswer = (row: StatementRow, text: string): boolean =>
  text.includes('json_build_object') && (row !== 'comment' || text.includes('insert into comment '));

/** Everything sent to PostgreSQL while `work` runs. */
async function record(work: () => Promise<unknown>): Promise<Sent[]> {
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

function templateOf({ text, values }: Sent, parts: Parts): Statement {
  const partOf = (value: unknown): string | undefined =>
    Object.keys(parts).find((name) => parts[name] === value);
  return {
    // Inside the product an edge of GraphQL stands under its name and alias; callers see the name.
    text: text.replace(/'(\w+)@\w+'/g, `'$1'`),
    values: values.map((value): StatementValue => {
      if (Array.isArray(value) && value.length === 1 && value[0] === searchedWord(parts))
        return { word: true };
      const part = partOf(value);
      if (part !== undefined) return { part };
      if (Buffer.isBuffer(value) && value.length === TEXT_HASH_BYTES) return { newBytes: value.length };
      if (typeof value !== 'string') return { constant: value };
      return UUID.test(value) ? { part: 'newId' } : { constant: value.replace(/^(\w+)@\w+$/, '$1') };
    }),
  };
}
