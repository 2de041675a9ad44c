import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

const SPECS = ['src/**/*.spec.ts', 'test/**/*.spec.ts'];

/**
 * What would be felt elsewhere, types of their own in the one schema of all and modules that are put out of action, and
 * what would feel others: those that measure time or memory.
 */
const ALONE = [
  'src/platform/graphql/{http,websocket,trusted-documents}.spec.ts',
  'src/docs/docs-pages.spec.ts',
  'src/body/{body-hostile,comment-text,plain-text}.spec.ts',
  'src/imports/ndjson.reader.spec.ts',
  'src/moderation/{word-list,text-phases}.spec.ts',
  'src/platform/http/outside-call.spec.ts',
  'src/platform/xml/xml.spec.ts',
  'src/wordpress/{wxr.reader,post-body,wordpress-story}.spec.ts',
];

export default defineConfig({
  plugins: [
    swc.vite({
      module: { type: 'es6' },
      jsc: {
        target: 'es2023',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
    }),
  ],
  // Two copies of graphql in one process refuse each other's types: every import is sent to the one file.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    reporters: ['default', './test/support/tally-reporter.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    projects: [
      // Each worker loads the modules once: loaded anew for every file they take a third of the whole time.
      { extends: true, test: { name: 'shared', isolate: false, include: SPECS, exclude: ALONE } },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
