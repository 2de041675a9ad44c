import { describe, expect, it } from 'vitest';
import { tagsOfMarks, takeMarks } from './marks.js';
import { keyOf, tagOf } from './tag.js';

describe('marks', () => {
  it('are taken out wherever they stand, and say what the JSON was made from', () => {
    const json =
      '{"$article readers" : "1", "id" : "1", "tags" : [{"$tag" : "7", "slug" : "a"}, {"$tag" : "8 9"}], "list" : {"$any:article any:tag" : "", "items" : []}}';
    const { json: bare, tags } = takeMarks(json);
    expect(bare).toBe('{"id" : "1", "tags" : [{"slug" : "a"}, {}], "list" : {"items" : []}}');
    const names = ['article:1', 'readers:1', 'tag:7', 'tag:8', 'tag:9', 'any:article', 'any:tag'];
    expect(tags).toEqual(new Set(names.map(tagOf)));
    expect(tagsOfMarks(json)).toEqual(tags);
  });

  it('cannot be written by whoever writes a text', () => {
    const text = '"$article" : "1", {"$tag" : "2"} \\"$image\\" : \\"3\\"';
    const json = JSON.stringify({ text, [text]: 'x' });
    expect(takeMarks(json)).toEqual({ json, tags: new Set() });
  });
});

describe('tags', () => {
  it('are numbers of 48 bits that seldom meet', () => {
    const tags = new Set(Array.from({ length: 200_000 }, (_, index) => tagOf(`article:${index}`)));
    expect(tags.size).toBe(200_000);
    for (const tag of tags) expect(tag >= 0 && tag < 2 ** 48 && Number.isInteger(tag)).toBe(true);
  });

  it('are told apart by kind, and have short names for a CDN', () => {
    const id = '01890a5d-ac96-774b-bcce-b302099a8057';
    expect(new Set(['article', 'readers', 'related'].map((kind) => tagOf(`${kind}:${id}`))).size).toBe(3);
    expect(keyOf(tagOf(`article:${id}`))).toMatch(/^[\w-]{8}$/);
  });
});
