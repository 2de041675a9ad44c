import 'reflect-metadata';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { WXR_FOOT, WXR_HEAD, wxr, wxrComment, wxrItem } from '../../test/support/wxr.js';
import { ImportFault } from '../imports/import-fault.js';
import { ImportSource } from '../imports/import-source.js';
import type { WxrItem, WxrPart } from './wxr.js';
import { noMending, readWxr } from './wxr.reader.js';
import { MAX_PART_LENGTH } from './wxr-parser.js';

type Chunk = string | Buffer;

const sourceOf = (...chunks: Chunk[]) =>
  ImportSource.ofStream('site.xml', Readable.from(chunks.map((chunk) => Buffer.from(chunk))));

/** What was read before the end or the fault, the fault, and what was passed over. */
async function read(...chunks: Chunk[]) {
  const parts: WxrPart[] = [];
  const mending = noMending();
  let fault: ImportFault | null = null;
  try {
    for await (const part of readWxr(sourceOf(...chunks), mending)) parts.push(part);
  } catch (error) {
    if (!(error instanceof ImportFault)) throw error;
    fault = error;
  }
  const items = parts.flatMap((part) => (part.kind === 'item' ? [part.item] : []));
  return { parts, items, fault, mending };
}

const titles = (items: readonly WxrItem[]) => items.map(({ title }) => title);

describe('reading an export', () => {
  it('gives the site, authors, terms and items with their lines', async () => {
    const author =
      '<wp:author><wp:author_login>ada</wp:author_login><wp:author_email>a@b.c</wp:author_email></wp:author>';
    const category =
      '<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>news</wp:category_nicename><wp:category_parent/><wp:cat_name><![CDATA[News]]></wp:cat_name></wp:category>';
    const { parts, items, fault } = await read(
      wxr(author, category, wxrItem({ id: 7, title: 'A', comments: [wxrComment(1), wxrComment(2)] })),
    );
    expect(fault).toBeNull();
    expect(parts.map(({ kind }) => kind)).toEqual(['site', 'author', 'term', 'item', 'site']);
    expect(parts[0]).toMatchObject({ site: { title: 'The Blog', blogUrl: 'https://blog.example' } });
    expect(parts[1]).toEqual({
      kind: 'author',
      author: { id: '', login: 'ada', displayName: '', firstName: '', lastName: '' },
    });
    expect(parts[2]).toMatchObject({ term: { id: '3', taxonomy: 'category', slug: 'news', parent: '' } });
    expect(items[0]).toMatchObject({
      line: 18,
      id: '7',
      title: 'A',
      content: 'Text of 7.',
      terms: [{ domain: 'category', slug: 'news', name: 'News' }],
      comments: [{ id: '1', content: 'Comment 1.' }, { id: '2' }],
    });
  });

  it('puts characters together that come in parts', async () => {
    const bytes = Buffer.from(wxr(wxrItem({ title: 'Größe €😀', content: 'a ]]> b' })));
    const { items, fault } = await read(...[...bytes].map((byte) => Buffer.from([byte])));
    expect(fault).toBeNull();
    expect(items).toMatchObject([{ title: 'Größe €😀', content: 'a ]]> b' }]);
  });

  it.each<[what: string, text: Chunk]>([
    ['a byte order mark', `\uFEFF${wxr(wxrItem({ title: 'Ä' }))}`],
    ['lines before the declaration', `\n \r\n${wxr(wxrItem({ title: 'Ä' }))}`],
    ['gzip', gzipSync(wxr(wxrItem({ title: 'Ä' })))],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${wxr(wxrItem({ title: 'Ä' }))}`, 'utf16le')],
    ['UTF-16 without one', Buffer.from(wxr(wxrItem({ title: 'Ä' })), 'utf16le')],
    ['big-endian UTF-16', Buffer.from(`\uFEFF${wxr(wxrItem({ title: 'Ä' }))}`, 'utf16le').swap16()],
    ['UTF-8 that calls itself UTF-16', wxr(wxrItem({ title: 'Ä' })).replace('UTF-8', 'UTF-16')],
    ['ISO-8859-1', Buffer.from(wxr(wxrItem({ title: 'Ä' })).replace('UTF-8', 'ISO-8859-1'), 'latin1')],
    ['windows-1252', Buffer.from(wxr(wxrItem({ title: 'Ä' })).replace('UTF-8', 'windows-1252'), 'latin1')],
    ['no declaration', wxr(wxrItem({ title: 'Ä' })).replace(/^<\?.*\?>\n/, '')],
    [
      'a document type without a definition',
      wxr(wxrItem({ title: 'Ä' })).replace('<rss', '<!DOCTYPE rss>\n<rss'),
    ],
    ['XML 1.1', wxr(wxrItem({ title: 'Ä' })).replace('version="1.0"', 'version="1.1"')],
  ])('takes %s', async (_what, text) => {
    const { items, fault } = await read(text);
    expect(fault).toBeNull();
    expect(titles(items)).toEqual(['Ä']);
  });

  it('counts lines from the start of the file, whatever stands before the XML', async () => {
    const { items } = await read(`\n\n${wxr(wxrItem())}`);
    expect(items[0]?.line).toBe(18);
  });

  it('drops characters that XML forbids, and says how many', async () => {
    const { items, fault, mending } = await read(
      wxr(wxrItem({ title: 'A\u0000\u0008B\uFFFFC', content: 'x\u000By' })),
    );
    expect(fault).toBeNull();
    expect(items).toMatchObject([{ title: 'ABC', content: 'xy' }]);
    expect(mending.forbidden).toBe(4);
  });

  it('takes what can only be meant in one way: HTML entities, and the end of CDATA in text', async () => {
    const more = '<wp:odd>a ]]> b &#11;</wp:odd>';
    const item = wxrItem({ more }).replace(
      /<title>.*<\/title>/,
      '<title>Caf&eacute; &nbsp;&amp;&lt; &#8217;</title>',
    );
    const { items, fault, mending } = await read(wxr(item));
    expect(fault).toBeNull();
    expect(titles(items)).toEqual(['Café \u00A0&< ’']);
    expect(mending.breaches).toBe(2);
  });

  it('knows namespaces by their address and passes over prefixes that nobody declared', async () => {
    const text = wxr(wxrItem({ title: 'A', more: '<yoast:x a="1"><y:z/></yoast:x>' }))
      .replaceAll('wp:', 'wxr:')
      .replace('xmlns:wp=', 'xmlns:wxr=')
      .replaceAll('content:encoded', 'body:encoded')
      .replace('xmlns:content', 'xmlns:body');
    const { items, fault } = await read(text);
    expect(fault).toBeNull();
    expect(items).toMatchObject([{ id: '1', content: 'Text of 1.' }]);
  });

  it('needs no element and no order of them', async () => {
    const { parts, items, fault } = await read(
      `<rss><channel><item><wp:post_id>5</wp:post_id></item><title>Late</title><wp:base_blog_url>https://x.example</wp:base_blog_url></channel></rss>`,
    );
    expect(fault).toBeNull();
    expect(items).toMatchObject([{ id: '5', title: '', content: '', terms: [] }]);
    expect(parts.at(-1)).toMatchObject({ site: { title: 'Late', blogUrl: 'https://x.example' } });
  });

  it('keeps the text of markup that should have been CDATA', async () => {
    const item = wxrItem().replace(
      /<content:encoded>.*<\/content:encoded>/,
      '<content:encoded><p>A <b>B</b></p></content:encoded>',
    );
    expect((await read(wxr(item))).items).toMatchObject([{ content: 'A B' }]);
  });
});

describe('a file that cannot be read', () => {
  const good = wxrItem({ title: 'good' });
  const bomb = `<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>`;

  /** Number of the line where the last of these stands; the last line when nothing is said. */
  const lineOf = (text: Chunk, place?: string) => {
    const whole = String(text);
    return whole.slice(0, place === undefined ? undefined : whole.lastIndexOf(place)).split('\n').length;
  };

  it.each<[what: string, text: Chunk, code: string]>([
    ['nothing', '', 'EMPTY_FILE'],
    ['white space', ' \n\n', 'EMPTY_FILE'],
    ['an archive', Buffer.from('PK\x03\x04rest', 'latin1'), 'NOT_WXR'],
    ['an HTML page', '<!DOCTYPE html>\n<html><body>Error</body></html>', 'NOT_WXR'],
    ['an HTML page without a type', '<html>\n<body>Error</body></html>', 'NOT_WXR'],
    ['plain text', 'Fatal error: out of memory in export.php', 'MALFORMED_XML'],
    ['plain text of many lines', 'hello world\n'.repeat(9_000), 'MALFORMED_XML'],
    ['text before the XML', `<br />\n<b>Warning</b>: x\n${wxr(good)}`, 'NOT_WXR'],
    ['an encoding that nobody knows', wxr(good).replace('UTF-8', 'x-nonsense'), 'INVALID_ENCODING'],
  ])('is refused at once when it is %s', async (_what, text, code) => {
    const { parts, fault } = await read(text);
    expect(parts).toEqual([]);
    expect(fault).toMatchObject({ file: 'site.xml', line: 1, reasons: [{ pointer: null, code }] });
  });

  it('names an entity that there is not', async () => {
    for (const text of [wxr('&foo;'), wxr(good).replace('<title>', '<title>A &foo; b')]) {
      expect((await read(text)).fault?.message).toContain('There is no entity &foo;.');
    }
  });

  it('names the line of text that stands before the XML', async () => {
    const { fault } = await read(`\n\nWarning\nof PHP\n${wxr(good)}`);
    expect(fault).toMatchObject({ line: 3, reasons: [{ code: 'MALFORMED_XML' }] });
  });

  it.each<[what: string, text: string, code: string, kept: number, place?: string]>([
    ['a feed', '<rss><channel>\n<item><title>x</title></item></channel></rss>', 'NOT_WXR', 0],
    ['other XML', '<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"/>', 'NOT_WXR', 0],
    ['an entity bomb', wxr(good).replace('<rss', `${bomb}\n<rss`), 'DOCTYPE_REFUSED', 0, '&b;&b;'],
    [
      'an external entity',
      wxr(good).replace('<rss', '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<rss'),
      'DOCTYPE_REFUSED',
      0,
      'passwd',
    ],
    [
      'a parameter entity',
      wxr(good).replace('<rss', '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://x.invalid/p">%p;]>\n<rss'),
      'DOCTYPE_REFUSED',
      0,
      '%p;',
    ],
    [
      'an external definition',
      wxr(good).replace('<rss', '<!DOCTYPE rss SYSTEM "http://x.invalid/wxr.dtd">\n<rss'),
      'DOCTYPE_REFUSED',
      0,
      'wxr.dtd',
    ],
    [
      'a definition in the middle',
      `${WXR_HEAD}${good}\n${bomb}${good}${WXR_FOOT}`,
      'MALFORMED_XML',
      1,
      '<!DOC',
    ],
    ['an end too early', wxr(good, good).slice(0, -300), 'MALFORMED_XML', 1],
    [
      'an element never ended',
      wxr(good, good.replace('</item>', ''), good),
      'MALFORMED_XML',
      1,
      '</channel>',
    ],
    [
      'an element ended wrongly',
      wxr(good, good.replace('</title>', '</titel>')),
      'MALFORMED_XML',
      1,
      '</titel>',
    ],
    [
      'an ampersand alone',
      wxr(good, good.replace('<desc', '\n<x>R&D & more</x><desc')),
      'MALFORMED_XML',
      1,
      'R&D',
    ],
    [
      'an unknown entity',
      wxr(good, good.replace('<desc', '<x>&nonsense;</x><desc')),
      'MALFORMED_XML',
      1,
      '&nons',
    ],
    ['an ampersand alone at the end', `${WXR_HEAD}${good}<x>R&D</x>`, 'MALFORMED_XML', 1, 'R&D'],
    ['an end in a reference', `${WXR_HEAD}${good}<item><title>R&am`, 'MALFORMED_XML', 1],
    ['text behind the end', `${wxr(good)}garbage`, 'MALFORMED_XML', 1],
  ])('stops at %s and gives what came before', async (_what, text, code, kept, place) => {
    const { items, fault } = await read(text);
    expect(fault).toMatchObject({ file: 'site.xml', line: lineOf(text, place), reasons: [{ code }] });
    expect(titles(items)).toEqual(Array.from({ length: kept }, () => 'good'));
    expect(fault?.message).toMatch(/^site\.xml:\d+: \S.*\.$/);
  });

  it('names the line where damaged gzip data ends', async () => {
    const items = Array.from({ length: 500 }, (_, id) => wxrItem({ id, content: String(Math.random()) }));
    const packed = gzipSync(wxr(...items));
    const { items: kept, fault } = await read(packed.subarray(0, packed.length / 2));
    expect(kept.length).toBeGreaterThan(0);
    expect(fault?.reasons).toMatchObject([{ code: 'UNREADABLE' }]);
  });

  it('writes nothing to a terminal that it could take for a command', async () => {
    const { fault } = await read(wxr(good.replace('</title>', '</ti\u009B2Jtel>')));
    expect(fault?.message).not.toMatch(/\p{Cc}/u);
  });

  it.each<[what: string, start: string, more: string]>([
    ['text', `${WXR_HEAD}${good}<item><content:encoded>`, 'x'.repeat(1024 * 1024)],
    ['a document type', '<!DOCTYPE rss [', `<!ENTITY a "${'x'.repeat(1024 * 1024)}">`],
    ['a tag', `${WXR_HEAD}${good}<item `, ` a="${'x'.repeat(1024 * 1024)}"`],
    ['elements', `${WXR_HEAD}${good}<item>`, '<wp:postmeta></wp:postmeta>'.repeat(40_000)],
  ])('refuses %s without an end, and does not read it to its end', async (_what, start, more) => {
    let chunks = 0;
    const endless = Readable.from(
      (function* () {
        yield Buffer.from(start);
        for (;;) {
          chunks += 1;
          yield Buffer.from(more);
        }
      })(),
    );
    const reading = (async () => {
      for await (const _ of readWxr(ImportSource.ofStream('long.xml', endless))) continue;
    })();
    await expect(reading).rejects.toThrow(ImportFault);
    expect(chunks).toBeLessThan(MAX_PART_LENGTH / more.length + 20);
  });

  it('refuses elements inside each other without an end', async () => {
    expect((await read(`${WXR_HEAD}<item>${'<a>'.repeat(100_000)}`)).fault?.reasons).toMatchObject([
      { code: 'MALFORMED_XML' },
    ]);
  });

  it('keeps no more than a few items in memory', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heap = () => {
      collect();
      return process.memoryUsage().heapUsed + process.memoryUsage().external;
    };
    const content = 'Word '.repeat(4_000);
    const text = (function* () {
      yield Buffer.from(WXR_HEAD);
      for (let id = 0; id < 2_000; id += 1) yield Buffer.from(wxrItem({ id, content }));
      yield Buffer.from(WXR_FOOT);
    })();
    const before = heap();
    let most = 0;
    let items = 0;
    for await (const part of readWxr(ImportSource.ofStream('big.xml', Readable.from(text)))) {
      if (part.kind !== 'item') continue;
      items += 1;
      if (items % 400 === 0) most = Math.max(most, heap() - before);
    }
    expect(items).toBe(2_000);
    expect(most).toBeLessThan(10_000_000);
  });
});
