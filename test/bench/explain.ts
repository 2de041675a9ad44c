import { Client } from 'pg';
import { PLANNING } from '../../src/platform/database/planning.js';
import { type Parts, searchedWord } from './requests.js';
import type { Statement } from './statements.js';

/** What PostgreSQL says of one statement, in milliseconds and pages of 8 KB; medians over several requests. */
export interface Explained {
  readonly planningMs: number;
  readonly executionMs: number;
  readonly pages: number;
}

interface Answer {
  readonly 'Planning Time': number;
  readonly 'Execution Time': number;
  readonly Plan: { readonly 'Shared Hit Blocks': number; readonly 'Shared Read Blocks': number };
}

/** The fastest of so many counts: what others do on the machine only ever makes it slower. */
const TURNS = 5;

/** Asks PostgreSQL to explain a reading statement for each of these requests. */
export async function explain(
  databaseUrl: string,
  { text, values }: Statement,
  cases: readonly Parts[],
): Promise<Explained> {
  const client = new Client({ connectionString: databaseUrl, options: PLANNING });
  // A lost connection fails the query under way; nobody else need hear of it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const ask = async (parts: Parts): Promise<Answer> => {
      const given = values.map((value) => {
        if ('constant' in value) return value.constant;
        if ('word' in value) return [searchedWord(parts)];
        return 'part' in value ? parts[value.part] : null;
      });
      const { rows } = await client.query<{ 'QUERY PLAN': [Answer] }>(
        `explain (analyze, buffers, timing off, format json) ${text}`,
        given,
      );
      return (rows[0] as { 'QUERY PLAN': [Answer] })['QUERY PLAN'][0];
    };
    const answers: Answer[] = [];
    for (const parts of cases) {
      let best = await ask(parts);
      for (let turn = 1; turn < TURNS; turn += 1) {
        const next = await ask(parts);
        if (next['Execution Time'] < best['Execution Time']) best = next;
      }
      answers.push(best);
    }
    return {
      planningMs: median(answers.map((answer) => answer['Planning Time'])),
      executionMs: median(answers.map((answer) => answer['Execution Time'])),
      pages: median(answers.map(({ Plan }) => Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks'])),
    };
  } finally {
    await client.end();
  }
}

/** How PostgreSQL goes about a statement, whatever its values: without costs, so that it changes only when the way does. */
export async function planOf(databaseUrl: string, text: string): Promise<string> {
  const client = new Client({ connectionString: databaseUrl, options: PLANNING });
  await client.connect();
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain (generic_plan, costs off) ${text}`,
    );
    return `${rows.map((row) => row['QUERY PLAN']).join('\n')}\n`;
  } finally {
    await client.end();
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
