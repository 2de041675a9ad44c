import 'reflect-metadata';
import { expect, it, vi } from 'vitest';
import type { ServedOpenApi } from '../platform/api/openapi.controller.js';
import type { Addresses } from '../platform/api/read-context.js';
import type { DocsAssets } from './docs-assets.js';
import { DocsPagesService } from './docs-pages.service.js';
import type { ExampleStoryQuery } from './example-story.query.js';
import { readGuides } from './guide-source.js';

vi.mock('./guide-source.js');

it('reads the guides again where they could not be read', async () => {
  vi.mocked(readGuides).mockRejectedValueOnce(new Error('EMFILE')).mockResolvedValueOnce([]);
  const docs = new DocsPagesService(
    { errorCodes: [], introspection: true },
    {} as Addresses,
    {} as ServedOpenApi,
    {} as ExampleStoryQuery,
    {} as DocsAssets,
  );
  await expect(docs.guide('feeds')).rejects.toThrow('EMFILE');
  expect(await docs.guide('feeds')).toBeNull();
});
