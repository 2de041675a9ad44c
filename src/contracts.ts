import type { INestApplication } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { SETTINGS } from './config/settings.js';
import { describeApi } from './openapi.js';

/** The files that say what the application promises, by name: generated, committed, and compared by a test. */
export function contractFiles(app: INestApplication): Record<string, string> {
  const { schema } = app.get(GraphQLSchemaHost, { strict: false });
  return {
    'schema.graphql': `${printSchema(lexicographicSortSchema(schema))}\n`,
    'openapi.json': `${JSON.stringify(describeApi(app), null, 2)}\n`,
    '.env.example': environmentExample(),
  };
}

/** Every setting with what it is for; commented out, so that a copy changes nothing until it is edited. */
function environmentExample(): string {
  const settings = Object.entries(SETTINGS).map(
    ([name, { about, fallback }]) => `# ${about}\n#${name}=${fallback ?? ''}\n`,
  );
  return ['# Copy to .env and uncomment what you change. Each line shows the default.\n', ...settings].join(
    '\n',
  );
}

/** The README's table of settings, a row of cells for each: name, default, meaning. */
export const settingsTable = (): string[][] => [
  ['key', 'default', 'what it is'],
  ...Object.entries(SETTINGS).map(([name, { about, fallback }]) => [
    `\`${name}\``,
    fallback ? `\`${fallback}\`` : '',
    about,
  ]),
];
