import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { TestApp } from '../support/test-app.js';
import { type Body, furnishNewsroom, published, send, writer } from '../support/writing.js';

let site: TestApp;
/** A story of 120 words in six paragraphs, in the section europe. */
let story: Body;

const TEXT = Array.from({ length: 6 }, (_, index) => `${`word${index} `.repeat(19)}end.`).join('\n\n');

beforeAll(async () => {
  site = await TestApp.start({ GRAPHQL_MAX_COST: '100000' });
  await furnishNewsroom(site);
  story = await published(site, {
    ...{ section: 'europe', tags: ['rivers'], language: 'en-GB', body: { text: TEXT } },
  });
});
afterAll(() => site.close());

type Name = 'sponsor' | 'placement';
interface Desk {
  /** What was made, or `pointer code` of each fault. */
  create(name: Name, input: object): Promise<Body>;
  update(name: Name, id: string, version: number, patch: object): Promise<Body>;
  delete(name: Name, id: string, version: number): Promise<Body>;
  one(name: Name, id: string): Promise<Body>;
  list(name: Name, filter?: Record<string, string>): Promise<string[]>;
}

const lined = (faults: Body[]): string[] => faults.map(({ pointer, code }) => `${pointer} ${code}`.trim());

const overRest = (): Desk => {
  const write = async (method: string, path: string, body?: object, version?: number) => {
    const answer = await send(site, method, path, body, { version });
    if (answer.status < 300) return answer.body ?? {};
    const { errors, code } = answer.body;
    return lined(errors.length > 0 ? errors : [{ pointer: '', code }]);
  };
  return {
    create: (name, input) => write('POST', `/v1/${name}s`, input),
    update: (name, id, version, patch) => write('PATCH', `/v1/${name}s/${id}`, patch, version),
    delete: (name, id, version) => write('DELETE', `/v1/${name}s/${id}`, undefined, version),
    one: async (name, id) => {
      const { status, body } = await site.get<Body>(`/v1/${name}s/${id}`, writer);
      return status === 200 ? body : null;
    },
    list: async (name, filter = {}) => {
      const { body } = await site.get<Body>(`/v1/${name}s?${new URLSearchParams(filter)}`, writer);
      return body.items.map(({ id }: Body) => id);
    },
  };
};

const SPONSOR = 'id slug name url allowSensitive version createdAt updatedAt';
const PLACEMENT = `id sponsor { ${SPONSOR} } state slot label text href clickUrl position minWords startsAt endsAt
  image { id url width height alt caption credit focalPoint { x y } srcset } rule { kind amount most }
  sections { id slug name url } tags { id slug name url version } deletedTags languages version createdAt updatedAt`;
const FIELDS = { sponsor: SPONSOR, placement: PLACEMENT };
const KINDS: Readonly<Record<string, string>> = {
  ...{ top: 'TOP', end: 'END', afterWords: 'AFTER_WORDS', everyBlocks: 'EVERY_BLOCKS' },
};
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const named = (table: Readonly<Record<string, string>>, value: string): string => table[value] ?? value;

const overGraphql = (): Desk => {
  const shown = (thing: Body): Body => {
    if (!thing?.rule) return thing;
    const back = Object.fromEntries(Object.entries(KINDS).map(([rest, name]) => [name, rest]));
    const { rule, state } = thing;
    return { ...thing, state: state.toLowerCase(), rule: { ...rule, kind: named(back, rule.kind) } };
  };
  const write = async (verb: string, name: Name, selected: string, input: Body) => {
    const field = `${verb}${capital(name)}`;
    const rule = input.rule && { ...input.rule, kind: named(KINDS, input.rule.kind) };
    const query = `mutation ($input: ${capital(field)}Input!) { ${field}(input: $input) { ${selected} errors { pointer code } } }`;
    const { body } = await site.graphql<Body>(query, { input: rule ? { ...input, rule } : input }, writer);
    if (body.errors) return body.errors.map(({ extensions }) => extensions.code);
    const payload = body.data[field];
    if (payload.errors.length > 0) {
      expect(Object.values(payload).filter((part) => part !== null)).toEqual([payload.errors]);
      return lined(payload.errors);
    }
    return verb === 'delete' ? {} : shown(payload[name]);
  };
  const of = (name: Name) => `${name} { ${FIELDS[name]} }`;
  const which = (name: Name, id: string) => (name === 'sponsor' ? { sponsor: id } : { id });
  return {
    create: (name, input) => write('create', name, of(name), input),
    update: (name, id, version, patch) =>
      write('update', name, of(name), { ...patch, ...which(name, id), version }),
    delete: (name, id, version) => write('delete', name, 'deleted', { ...which(name, id), version }),
    one: async (name, id) => {
      const [argument] = Object.keys(which(name, id));
      const type = name === 'sponsor' ? 'String' : 'ID';
      const query = `query ($of: ${type}!) { ${name}(${argument}: $of) { ${FIELDS[name]} } }`;
      return shown((await site.graphql<Body>(query, { of: id }, writer)).body.data[name]);
    },
    list: async (name, filter = {}) => {
      const { sponsor, state = null } = filter;
      const query =
        name === 'sponsor'
          ? '{ sponsors { nodes { id } } }'
          : `query ($sponsor: String, $state: PlacementState) {
              placements(sponsor: $sponsor, state: $state) { nodes { id } } }`;
      const variables = name === 'sponsor' ? {} : { sponsor, state: state?.toUpperCase() };
      const { body } = await site.graphql<Body>(query, variables, writer);
      return body.data[`${name}s`].nodes.map(({ id }: Body) => id);
    },
  };
};

const SLOT = {
  slot: 'inline',
  text: 'Buy bread',
  href: 'https://bread.example/offer',
  rule: { kind: 'top' },
};

const counted = async (): Promise<Body> =>
  (
    await site.database.query(sql`select (select count(*)::int from placement) as placements,
      (select count(*)::int from sponsor) as sponsors, (select count(*)::int from image) as images,
      (select count(*)::int from change) as changes, (select count(*)::int from share_code) as codes`)
  )[0];

/** Labels of the slots of a story, with where they stand. */
async function slotsOf({ id }: Body = story, parameters = ''): Promise<string[]> {
  const { body } = await send(site, 'GET', `/v1/articles/${id}/placements${parameters}`);
  return body.items.map(({ label, position }: Body) => `${label} ${position.kind}`);
}

describe.each([
  ['REST', overRest],
  ['GraphQL', overGraphql],
] as const)('the desk, by %s', (transport, deskOf) => {
  let desk: Desk;
  let sponsor: Body;
  let made = 0;

  beforeAll(() => {
    desk = deskOf();
  });
  beforeEach(async () => {
    await site.database.query(sql`delete from placement`);
    sponsor = await desk.create('sponsor', { name: `Baker of ${transport} ${(made += 1)}` });
  });
  const sell = (input: object = {}): Promise<Body> =>
    desk.create('placement', { ...SLOT, sponsor: sponsor.slug, ...input });

  it('makes, changes, lists and deletes sponsors', async () => {
    const name = `Bread & Butter ${transport}`;
    const url = 'https://Bread.example';
    const bread = await desk.create('sponsor', { name, url, allowSensitive: true });
    expect(bread).toMatchObject({ name, slug: `bread-and-butter-${transport.toLowerCase()}`, version: 1 });
    expect(bread).toMatchObject({ url: 'https://bread.example/', allowSensitive: true });
    expect(await desk.one('sponsor', bread.slug)).toEqual(bread);
    expect(await desk.one('sponsor', bread.id)).toEqual(bread);
    expect(await desk.list('sponsor')).toContain(bread.id);
    const patch = { name: 'Bread alone', url: null };
    const changed = await desk.update('sponsor', bread.slug, 1, patch);
    expect(changed).toMatchObject({ ...patch, slug: bread.slug, allowSensitive: true, version: 2 });
    expect(await desk.update('sponsor', bread.id, 2, patch)).toEqual(changed);
    expect(await desk.update('sponsor', bread.id, 1, { name: 'Late' })).toEqual(['VERSION_MISMATCH']);
    expect(await desk.update('sponsor', bread.id, 2, { slug: sponsor.slug })).toEqual(['/slug SLUG_TAKEN']);
    expect(await desk.create('sponsor', { name: 'Other', slug: bread.slug })).toEqual(['/slug SLUG_TAKEN']);
    expect(await desk.delete('sponsor', bread.slug, 1)).toEqual(['VERSION_MISMATCH']);
    expect(await desk.delete('sponsor', bread.slug, 2)).toEqual({});
    expect(await desk.one('sponsor', bread.slug)).toBeNull();
    expect(await desk.delete('sponsor', bread.slug, 2)).toEqual(['SPONSOR_NOT_FOUND']);
    expect(await desk.update('sponsor', 'nobody', 1, {})).toEqual(['SPONSOR_NOT_FOUND']);
  });

  it('sells a slot, and stories show it with a counted link', async () => {
    const slot = await sell({
      ...{ image: { url: 'https://images.example/bread.png', alt: 'Bread', width: 3, height: 2 } },
      ...{ rule: { kind: 'everyBlocks', amount: 2, most: 2 }, position: 3, minWords: 100 },
      ...{ sections: ['world'], tags: ['rivers', 'bridges'], languages: ['EN', 'de-at'] },
    });
    expect(slot).toMatchObject({
      ...{ label: 'Sponsored', text: 'Buy bread', href: SLOT.href, state: 'running', version: 1 },
      image: { url: 'https://images.example/bread.png', alt: 'Bread', width: 3, height: 2 },
      ...{ rule: { kind: 'everyBlocks', amount: 2, most: 2 }, position: 3, minWords: 100 },
      ...{ sections: [{ slug: 'world' }], tags: [{ slug: 'rivers' }, { slug: 'bridges' }], deletedTags: 0 },
      ...{ languages: ['en', 'de-AT'], startsAt: null, endsAt: null, sponsor },
    });
    expect(slot.clickUrl).toMatch(/^https:\/\/api\.example\/s\/[2-9A-HJ-NP-Za-km-np-z]{8}$/);
    expect(await desk.one('placement', slot.id)).toEqual(slot);
    const { body: page } = await site.get<Body>(`/v1/articles/${story.id}/page`);
    const seen = page.placements.map(({ id, href, rel, position }: Body) => [
      id,
      href,
      rel,
      position.blockKey,
    ]);
    const { blocks } = page.article.body;
    expect(seen).toEqual([1, 3].map((at) => [slot.id, slot.clickUrl, 'sponsored', blocks[at]._key]));
    const { body: edge } = await site.get<Body>(`/v1/articles/${story.id}/placements`);
    expect(edge).toEqual({ items: page.placements });
    expect(await desk.delete('sponsor', sponsor.slug, 1)).toEqual(['SPONSOR_IN_USE']);
    expect(await desk.delete('placement', slot.id, 1)).toEqual({});
    expect(await desk.one('placement', slot.id)).toBeNull();
    expect(await slotsOf()).toEqual([]);
    expect(await desk.delete('sponsor', sponsor.slug, 1)).toEqual({});
  });

  it('changes a slot, which keeps its link', async () => {
    const { id, clickUrl, updatedAt } = await sell({ label: 'Ad' });
    const patch = { label: 'Advertisement', text: null, image: { url: 'https://images.example/a.png' } };
    const changed = await desk.update('placement', id, 1, patch);
    expect(changed).toMatchObject({ id, clickUrl, label: 'Advertisement', text: null, version: 2 });
    expect(changed.updatedAt > updatedAt).toBe(true);
    const again = { label: 'Advertisement', rule: { kind: 'top' }, sections: [], sponsor: sponsor.id };
    expect(await desk.update('placement', id, 2, again)).toEqual(changed);
    const moved = await desk.update('placement', id, 2, { rule: { kind: 'afterWords', amount: 20 } });
    expect(moved).toMatchObject({ rule: { kind: 'afterWords', amount: 20, most: null }, version: 3 });
    expect(await desk.update('placement', id, 3, { rule: moved.rule })).toEqual(moved);
    expect(await slotsOf()).toEqual(['Advertisement after']);
    expect(await desk.update('placement', id, 1, { label: 'Late' })).toEqual(['VERSION_MISMATCH']);
    expect(await desk.delete('placement', id, 1)).toEqual(['VERSION_MISMATCH']);
  });

  it('takes a picture of the library, which stays as long as the slot', async () => {
    const by = await sell({ image: { url: 'https://images.example/kept.png' } });
    const { image } = await sell({ image: { id: by.image.id } });
    expect(image).toEqual(by.image);
    const [{ version }] = (await site.database.query(
      sql`select version from image where id = ${image.id}::uuid`,
    )) as [Body];
    const gone = await send(site, 'DELETE', `/v1/media/${image.id}`, undefined, { version });
    expect(gone.body.code).toBe('IMAGE_IN_USE');
  });

  it('lists slots by sponsor and by state', async () => {
    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const upcoming = await sell({ startsAt: at(1), endsAt: at(2) });
    const running = await sell({ startsAt: at(-1) });
    const ended = await sell({ startsAt: at(-2), endsAt: at(-1) });
    const other = await desk.create('sponsor', { name: `Other ${transport}` });
    const theirs = await sell({ sponsor: other.id });
    expect([upcoming, running, ended].map(({ state }) => state)).toEqual(['upcoming', 'running', 'ended']);
    const all = [theirs, ended, running, upcoming].map(({ id }) => id);
    expect(await desk.list('placement')).toEqual(all);
    expect(await desk.list('placement', { sponsor: sponsor.slug })).toEqual(all.slice(1));
    expect(await desk.list('placement', { sponsor: other.id })).toEqual([theirs.id]);
    expect(await desk.list('placement', { sponsor: 'nobody' })).toEqual([]);
    expect(await desk.list('placement', { state: 'ended' })).toEqual([ended.id]);
    expect(await desk.list('placement', { state: 'upcoming', sponsor: sponsor.id })).toEqual([upcoming.id]);
    expect(await desk.list('placement', { state: 'running' })).toEqual([theirs.id, running.id]);
  });

  const long = (length: number) => `https://bread.example/${'a'.repeat(length - 22)}`;
  const PRIVATE = [
    ...['http://127.0.0.1/a.png', 'http://2130706433/a.png', 'http://0x7f.1/', 'http://0177.0.0.1/a.png'],
    ...['http://10.1.2.3/', 'http://192.168.0.9/', 'http://172.16.0.1/', 'http://169.254.169.254/latest'],
    ...['http://[::1]/', 'http://[fd00::1]/', 'http://[fe80::1]/', 'http://[::ffff:10.0.0.1]/', 'http://0/'],
    ...['http://localhost/', 'http://LOCALHOST./', 'http://a.localhost/', 'http://printer.local/'],
    ...[
      'http://[::7f00:1]/',
      'http://nas.lan/',
      'http://db.internal/',
      'http://intranet/',
      'http://100.64.0.1/',
      'http://１２７.0.0.1/',
    ],
  ];
  const BAD: [input: object, ...faults: string[]][] = [
    ...['ftp://a.example/', 'javascript:alert(1)', '//a.example/', '/a', 'data:text/html,a', 'a.example'].map(
      (href): [object, string] => [{ href }, '/href INVALID_URL'],
    ),
    ...['https://me:pass@a.example/', 'https://me@a.example/', 'https://', 'http://a b.example/'].map(
      (href): [object, string] => [{ href }, '/href INVALID_URL'],
    ),
    [{ href: long(2_001) }, '/href TOO_LONG'],
    [{ href: 'HTTPS://API.example/s/abcdefgh' }, '/href INVALID'],
    // As browsers spell it, it is three times as long.
    [{ href: long(700) + '東'.repeat(700) }, '/href INVALID_URL'],
    ...['<b>Buy</b>', 'Buy </i>', 'a<!-- b', '<script>'].flatMap((text): [object, string][] => [
      [{ text }, '/text HTML_NOT_ALLOWED'],
      [{ label: text }, '/label HTML_NOT_ALLOWED'],
    ]),
    ...['a\u0007b', 'a\nb', 'a\u202Eb', 'a\u2066b', 'a\u0085b'].map((text): [object, string] => [
      { text },
      '/text CONTROL_CHARACTER',
    ]),
    ...['', '  ', '\u200B', '\u3164', '\u2800'].map((label): [object, string] => [
      { label },
      '/label REQUIRED',
    ]),
    [{ label: 'a'.repeat(61) }, '/label TOO_LONG'],
    [{ text: 'a'.repeat(501) }, '/text TOO_LONG'],
    [{ text: null }, '/text REQUIRED'],
    [{ slot: '<i>' }, '/slot HTML_NOT_ALLOWED'],
    [{ image: {} }, '/image INVALID'],
    [{ image: { id: '01990000-0000-7000-8000-000000000000' } }, '/image/id IMAGE_NOT_FOUND'],
    [{ image: { url: 'file:///etc/passwd' } }, '/image/url INVALID_URL'],
    [{ image: { url: 'https://a.example/', alt: '<b>' } }, '/image/alt HTML_NOT_ALLOWED'],
    [{ startsAt: '2030-01-02T00:00:00Z', endsAt: '2030-01-01T00:00:00Z' }, '/endsAt ENDS_TOO_EARLY'],
    [{ startsAt: '2030-01-02T00:00:00Z', endsAt: '2030-01-02T01:00:00+01:00' }, '/endsAt ENDS_TOO_EARLY'],
    [{ rule: { kind: 'afterWords' } }, '/rule/amount REQUIRED'],
    [{ rule: { kind: 'everyBlocks', amount: 2 } }, '/rule/most REQUIRED'],
    [{ rule: { kind: 'top', amount: 2 } }, '/rule/amount INVALID'],
    [{ rule: { kind: 'end', most: 2 } }, '/rule/most INVALID'],
    [{ rule: { kind: 'afterWords', amount: 0 } }, '/rule/amount INVALID'],
    [{ rule: { kind: 'everyBlocks', amount: 1, most: 21 } }, '/rule/most INVALID'],
    [{ rule: { kind: 'afterWords', amount: 1_000_001 } }, '/rule/amount RULE_MATCHES_NOTHING'],
    [{ rule: { kind: 'everyBlocks', amount: 5_000, most: 1 } }, '/rule/amount RULE_MATCHES_NOTHING'],
    [{ minWords: 1_000_001 }, '/minWords RULE_MATCHES_NOTHING'],
    [{ minWords: -1 }, '/minWords INVALID'],
    [{ position: -1 }, '/position INVALID'],
    [{ sponsor: 'nobody' }, '/sponsor SPONSOR_NOT_FOUND'],
    [{ sections: ['world', 'nowhere'] }, '/sections/1 SECTION_NOT_FOUND'],
    [{ tags: ['nothing'] }, '/tags/0 TAG_NOT_FOUND'],
    [{ languages: ['en', '!'] }, '/languages INVALID'],
    [
      { tags: ['nothing'], text: null, rule: { kind: 'top', amount: 1 } },
      ...['/rule/amount INVALID', '/tags/0 TAG_NOT_FOUND', '/text REQUIRED'],
    ],
  ];

  it('refuses what is no good, and stores nothing of it', async () => {
    const { id } = await sell();
    const before = await counted();
    for (const [input, ...faults] of BAD) {
      const of = JSON.stringify(input).slice(0, 100);
      expect(await sell(input), of).toEqual(faults);
      expect(await desk.update('placement', id, 1, input), of).toEqual(faults);
    }
    expect(await counted()).toEqual(before);
    expect((await desk.one('placement', id)).version).toBe(1);
    const unnamed = { name: '<b>', url: 'javascript:alert(1)' };
    expect(await desk.create('sponsor', unnamed)).toEqual(['/name HTML_NOT_ALLOWED', '/url INVALID_URL']);
    expect(await counted()).toEqual(before);
  });

  it('refuses pictures of private places, however they are spelled', async () => {
    const before = await counted();
    for (const url of PRIVATE) {
      const [fault] = await sell({ image: { url } });
      expect(fault, url).toMatch(/^\/image\/url (ADDRESS_NOT_PUBLIC|INVALID_URL)$/);
    }
    expect(await counted()).toEqual(before);
  });

  it('holds a change against what the slot is already', async () => {
    const { id } = await sell({ startsAt: '2030-01-02T00:00:00Z' });
    const early = { endsAt: '2030-01-01T00:00:00Z' };
    expect(await desk.update('placement', id, 1, early)).toEqual(['/endsAt ENDS_TOO_EARLY']);
    expect(await desk.update('placement', id, 1, { text: null })).toEqual(['/text REQUIRED']);
    expect(await desk.update('placement', id, 1, { ...early, startsAt: null })).toMatchObject({ version: 2 });
  });
});

const sellers = () => overRest();

describe('a slot that was sold', () => {
  let sponsor: Body;
  beforeEach(async () => {
    await site.database.query(sql`delete from placement`);
    sponsor ??= await sellers().create('sponsor', { name: 'Butcher' });
  });
  const sell = async (input: object = {}): Promise<Body> => {
    const slot = await sellers().create('placement', { ...SLOT, sponsor: sponsor.slug, ...input });
    expect(slot).toHaveProperty('id');
    return slot;
  };

  it('stands where it was sold for', async () => {
    const targets: [object, boolean][] = [
      [{ sections: ['world'] }, true],
      [{ sections: ['balkans'] }, false],
      [{ sections: ['sport', 'europe'] }, true],
      [{ tags: ['bridges', 'rivers'] }, true],
      [{ tags: ['bridges'] }, false],
      [{ languages: ['en'] }, true],
      [{ languages: ['en-gb'] }, true],
      [{ languages: ['en-US'] }, false],
      [{ sections: ['europe'], tags: ['bridges'] }, false],
      [{ sections: ['europe'], tags: ['rivers'], languages: ['de', 'en'] }, true],
      [{ minWords: 120 }, true],
      [{ minWords: 121 }, false],
    ];
    for (const [target, stands] of targets) {
      const { id } = await sell(target);
      expect(await slotsOf(), JSON.stringify(target)).toEqual(stands ? ['Sponsored top'] : []);
      await sellers().delete('placement', id, 1);
    }
  });

  it('stands in its time, which whoever writes can look into', async () => {
    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    await sell({ label: 'Now', endsAt: at(2) });
    await sell({ label: 'Then', rule: { kind: 'end' }, startsAt: at(1), endsAt: at(3) });
    expect(await slotsOf()).toEqual(['Now top']);
    expect(await slotsOf(story, `?asOf=${at(1.5)}`)).toEqual(['Now top', 'Then end']);
    expect(await slotsOf(story, `?asOf=${at(2.5)}`)).toEqual(['Then end']);
    expect((await site.get(`/v1/articles/${story.id}/placements?asOf=${at(1)}`)).status).toBe(401);
  });

  it('stands neither above nor below what stands apart', async () => {
    await sell({ label: 'Top' });
    await sell({ label: 'End', rule: { kind: 'end' } });
    const heading = await published(site, { body: { html: '<p>One.</p><h2>Last</h2>' } });
    expect(await slotsOf(heading)).toEqual(['Top top']);
    const quoted = await published(site, { body: { html: '<blockquote>One.</blockquote><p>Two.</p>' } });
    expect(await slotsOf(quoted)).toEqual(['End end']);
  });

  it('is labelled as the site says, where nothing else is said', async () => {
    const labels = { sponsored: 'Anzeige' };
    const { version } = (await send(site, 'GET', '/v1/site')).body;
    await send(site, 'PATCH', '/v1/site', { labels }, { version });
    expect([(await sell()).label, (await sell({ label: 'Ad' })).label]).toEqual(['Anzeige', 'Ad']);
    await site.database.query(sql`update site set labels = '{}'`);
  });

  it('gives way to one that comes first, and takes the next place in the text', async () => {
    const rule = { kind: 'afterWords', amount: 20 };
    await sell({ label: 'Second', rule, position: 2 });
    await sell({ label: 'First', rule, position: 1 });
    await sell({ label: 'Loser', position: 2 });
    await sell({ label: 'Winner', position: 1 });
    expect(await slotsOf()).toEqual(['Winner top', 'First after', 'Second after']);
  });

  it('leaves a story alone that is sensitive, unless its sponsor may stand there', async () => {
    const body = { text: 'One paragraph.\n\nAnother.' };
    const sad = await published(site, { sensitive: true, body });
    await sell();
    expect(await slotsOf(sad)).toEqual([]);
    const { version } = await sellers().one('sponsor', sponsor.slug);
    sponsor = await sellers().update('sponsor', sponsor.slug, version, { allowSensitive: true });
    expect(await slotsOf(sad)).toEqual(['Sponsored top']);
  });

  it('stands above or below what readers see alone where they see an excerpt', async () => {
    for (const rule of [{ kind: 'top' }, { kind: 'end' }, { kind: 'afterWords', amount: 20 }]) {
      await sell({ label: rule.kind, rule });
    }
    await site.database.query(sql`update site set anonymous_access = 'excerpt'`);
    const open = await site.get<Body>(`/v1/articles/${story.id}/placements`);
    expect(open.body.items.map(({ label }: Body) => label)).toEqual(['top', 'end']);
    expect(await slotsOf()).toEqual(['top top', 'afterWords after', 'end end']);
    await site.database.query(sql`update site set anonymous_access = 'none'`);
    expect((await site.get(`/v1/articles/${story.id}/placements`)).status).toBe(404);
    await site.database.query(sql`update site set anonymous_access = 'full'`);
  });

  it('shares a story of nothing to read with no other', async () => {
    const image = { _type: 'image', url: 'https://x.example/a.png', alt: 'A loaf', caption: 'Bread' };
    const picture = await published(site, { body: { blocks: [image] } });
    const line = await published(site, { body: { blocks: [{ _type: 'divider' }] } });
    await sell({ label: 'End', rule: { kind: 'end' }, position: 1 });
    await sell({ label: 'Top', position: 2 });
    expect(await slotsOf(picture)).toEqual([]);
    expect(await slotsOf(line)).toEqual(['End end']);
    const short = await published(site, { body: { text: 'One.' } });
    expect(await slotsOf(short)).toEqual(['Top top', 'End end']);
  });

  it('follows its tags and sections to where their stories go, and no further', async () => {
    const [one, other] = ['one', 'other'].map((name) => `tag-${name}`);
    for (const slug of [one, other]) await send(site, 'POST', '/v1/tags', { name: slug });
    const both = await sell({ tags: [one, other], label: 'Both' });
    const first = await sell({ tags: [one], label: 'First' });
    const merged = await send(site, 'POST', `/v1/tags/${one}/merge`, { into: other });
    expect(merged.status).toBe(200);
    const [change] = await site.database.query<{ tags: string[] }>(
      sql`select tags from change where kind = 'merged' order by seq desc limit 1`,
    );
    expect(change?.tags).toContain('placements');
    const tagsOf = async ({ id }: Body) => {
      const { tags, deletedTags, version } = await sellers().one('placement', id);
      return [tags.map(({ slug }: Body) => slug), deletedTags, version];
    };
    expect(await tagsOf(both)).toEqual([[other], 0, 2]);
    expect(await tagsOf(first)).toEqual([[other], 0, 2]);
    await send(site, 'DELETE', `/v1/tags/${other}`, undefined, { version: merged.body.version });
    expect(await tagsOf(first)).toEqual([[], 1, 2]);
    // It matches nothing now, and not everything.
    expect(await slotsOf()).toEqual([]);
  });

  it('keeps a link that nobody else has, and takes it along when it goes', async () => {
    const slots = await Promise.all([sell(), sell(), sell()]);
    expect(new Set(slots.map(({ clickUrl }) => clickUrl)).size).toBe(3);
    const codes = () =>
      site.database.query<{ n: number }>(
        sql`select count(*)::int as n from share_code where placement_id is not null`,
      );
    expect((await codes())[0]?.n).toBe(3);
    await sellers().delete('placement', slots[0].id, 1);
    expect((await codes())[0]?.n).toBe(2);
  });
});

describe('over HTTP', () => {
  it('a slot has an ETag, a Location, and is sold once under one Idempotency-Key', async () => {
    const name = 'Greengrocer';
    const first = await send(site, 'POST', '/v1/sponsors', { name });
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toBe('https://api.example/v1/sponsors/greengrocer');
    const headers = { 'idempotency-key': 'one-slot' };
    const sold = () => send(site, 'POST', '/v1/placements', { ...SLOT, sponsor: 'greengrocer' }, { headers });
    const [one, again] = [await sold(), await sold()];
    expect(one.status).toBe(201);
    expect(again.body).toEqual(one.body);
    expect(one.headers.get('location')).toBe(`https://api.example/v1/placements/${one.body.id}`);
    expect(one.headers.get('etag')).toBe('"v1"');
    const path = `/v1/placements/${one.body.id}`;
    expect((await send(site, 'GET', path)).headers.get('etag')).toBe('"v1"');
    expect((await send(site, 'PATCH', path, { label: 'Ad' })).body.code).toBe('VERSION_REQUIRED');
    expect((await send(site, 'PATCH', path, { label: 'Ad' }, { version: 1 })).headers.get('etag')).toBe(
      '"v2"',
    );
    const rule = { kind: 'sideways' };
    const odd = await send(site, 'PATCH', path, { rule }, { version: 2 });
    expect(lined(odd.body.errors)).toEqual(['/rule/kind INVALID']);
    expect((await site.get(path)).status).toBe(401);
    expect((await site.get('/v1/placements?state=sold', writer)).status).toBe(400);
  });
});
