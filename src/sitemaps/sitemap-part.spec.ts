import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameOfPart, partsOf, readPartName } from './sitemap-part.js';

describe('parts of the sitemap', () => {
  it.each([
    [0, ['stories-2026-11']],
    [10_000, ['stories-2026-11']],
    [10_001, ['stories-2026-11-1-of-2', 'stories-2026-11-2-of-2']],
    [16_001, [1, 2, 3, 4].map((number) => `stories-2026-11-${number}-of-4`)],
  ])('of a month with %d stories', (stories, names) => {
    expect(partsOf('stories', '2026-11', stories).map(nameOfPart)).toEqual(names);
  });

  it('have less than 10,000 entries on average, and are at most 256', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000 }), (stories) => {
        const parts = partsOf('stories', '2026-11', stories);
        expect(stories / parts.length).toBeLessThanOrEqual(10_000);
        expect(parts.map((part) => readPartName(nameOfPart(part)))).toEqual(parts);
      }),
    );
    expect(partsOf('authors', null, 1e9)).toHaveLength(256);
  });

  it('are known by name', () => {
    expect(readPartName('sections')).toEqual({ kind: 'sections', month: null, bucket: { number: 1, of: 1 } });
    expect(readPartName('authors-2-of-4')).toMatchObject({ kind: 'authors', bucket: { number: 2, of: 4 } });
  });

  it.each([
    ...['', 'stories', 'sections-2026-11', 'stories-2026-13', 'stories-2026-00', 'stories-0000-01'],
    ...['stories-2026-11-0-of-2', 'stories-2026-11-3-of-2', 'stories-2026-11-1-of-3', 'authors-1-of-512'],
    ...['news', 'stories-2026-11.xml', 'Stories-2026-11', 'stories-2026-11-1-of-2-of-2', 'stories-٢٠٢٦-11'],
  ])('have no part %j', (name) => {
    expect(readPartName(name)).toBeNull();
  });
});
