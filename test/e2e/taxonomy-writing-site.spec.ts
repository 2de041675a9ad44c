import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { DEFAULT_LABELS } from '../../src/site/labels.js';
import { restWriter, send, WRITERS } from '../support/taxonomy.js';
import { TestApp } from '../support/test-app.js';

let site: TestApp;

beforeAll(async () => {
  site = await TestApp.start();
  for (const name of ['World', 'Sport', 'Arts']) await restWriter(site).create('section', { name });
});
afterAll(() => site.close());

const now = async (): Promise<any> => (await send(site, 'GET', '/v1/site')).body;
const slugs = (navigation: { slug: string }[]): string[] => navigation.map(({ slug }) => slug);

describe.each(WRITERS)('over %s', (transport, writerOf) => {
  const write = async (patch: Record<string, unknown>) =>
    writerOf(site).updateSite((await now()).version, patch);

  it('settings are changed, and what is left out stays', async () => {
    const before = await now();
    const name = `The ${transport} Paper`;
    const { term, faults } = await write({
      ...{
        name,
        tagline: 'All of it',
        language: 'de',
        copyrightNotice: '© 2020',
        shareNetworks: ['copy', 'x'],
      },
      ...(transport === 'REST'
        ? { commentPolicy: 'premoderated', anonymousAccess: 'excerpt' }
        : { commentPolicy: 'PREMODERATED', anonymousAccess: 'EXCERPT' }),
    });
    expect(faults).toEqual([]);
    expect(term).toMatchObject({ name, version: before.version + 1 });
    expect(await now()).toEqual({
      ...before,
      ...{
        name,
        tagline: 'All of it',
        language: 'de',
        copyrightNotice: '© 2020',
        shareNetworks: ['copy', 'x'],
      },
      ...{ commentPolicy: 'premoderated', anonymousAccess: 'excerpt', version: before.version + 1 },
    });
    const policy = transport === 'REST' ? ['open', 'full'] : ['OPEN', 'FULL'];
    await write({
      ...{ tagline: null, copyrightNotice: null, shareNetworks: null, language: 'en' },
      ...{ commentPolicy: policy[0], anonymousAccess: policy[1] },
    });
    expect(await now()).toMatchObject({ tagline: null, copyrightNotice: '', shareNetworks: [], name });
    expect((await write({ name })).term?.version).toBe(before.version + 2);
    const [change] = await site.database.query<{ subject: string; version: number; tags: string[] }>(
      sql`select subject, version, tags from change order by seq desc limit 1`,
    );
    expect(change).toMatchObject({ subject: 'site', version: before.version + 2 });
    expect(change?.tags).toEqual(['site']);
  });

  it('the navigation is set as a whole, by slugs as they are or were', async () => {
    await write({ navigation: ['sport', 'world'] });
    expect(slugs((await now()).navigation)).toEqual(['sport', 'world']);
    const sport = async () => (await send(site, 'GET', '/v1/sections/sport')).body;
    const { version } = await sport();
    await write({ navigation: ['sport', 'arts', 'world'] });
    expect(slugs((await now()).navigation)).toEqual(['sport', 'arts', 'world']);
    // What stays in its place has not changed.
    expect((await sport()).version).toBe(version);
    expect((await site.get<any>('/v1/front')).body.sections.length).toBe(3);
    const { faults } = await write({ navigation: ['sport', 'nowhere', 'world', 'nobody'] });
    expect(faults).toEqual(['/navigation/1 SECTION_NOT_FOUND', '/navigation/3 SECTION_NOT_FOUND']);
    expect(slugs((await now()).navigation)).toEqual(['sport', 'arts', 'world']);
    const arts = (await send(site, 'GET', '/v1/sections/arts')).body;
    await restWriter(site).update('section', 'arts', arts.version, {
      slug: `culture-${transport.toLowerCase()}`,
    });
    expect((await write({ navigation: ['arts'] })).term?.['navigation']).toMatchObject([
      { slug: `culture-${transport.toLowerCase()}` },
    ]);
    const twice = await write({ navigation: ['arts', `culture-${transport.toLowerCase()}`] });
    expect(twice.faults).toEqual(['/navigation/1 INVALID']);
    await restWriter(site).update('section', 'arts', arts.version + 2, { slug: 'arts' });
    await write({ navigation: null });
    expect((await now()).navigation).toEqual([]);
  });

  it('labels are changed one by one, and null brings the usual ones back', async () => {
    await write({ labels: { related: 'See too', share: 'Pass it on' } });
    await write({ labels: { share: null } });
    const { labels } = await now();
    expect([labels.related, labels.share]).toEqual(['See too', DEFAULT_LABELS.share]);
    await write({ labels: null });
    expect((await now()).labels).toEqual(DEFAULT_LABELS);
  });

  it('faulty settings are named, and nothing is written', async () => {
    const before = await now();
    const { faults } = await write({
      name: '',
      language: 'no language',
      shareNetworks: ['x', 'myspace'],
      tagline: 'x',
    });
    expect(faults).toEqual(['/name INVALID', '/language INVALID', '/shareNetworks INVALID']);
    expect((await write({ name: null, commentPolicy: null })).faults).toEqual([
      '/name INVALID',
      '/commentPolicy INVALID',
    ]);
    expect(await now()).toEqual(before);
  });

  it('of two changes that are based on one version the first is done', async () => {
    const { version } = await now();
    const answers = await Promise.all(
      ['One', 'Two', 'Three'].map((name) =>
        writerOf(site).updateSite(version, { name, navigation: ['world'] }),
      ),
    );
    expect(answers.filter(({ term }) => term)).toHaveLength(1);
    expect(answers.flatMap(({ faults }) => faults)).toEqual(['VERSION_MISMATCH', 'VERSION_MISMATCH']);
    expect((await now()).name).toBe(answers.find(({ term }) => term)?.term?.name);
  });
});

describe('the navigation', () => {
  it('is set while its sections are edited, and neither stands in the way of the other', async () => {
    await restWriter(site).updateSite((await now()).version, { navigation: ['world', 'sport'] });
    const edit = async (round: number): Promise<number> => {
      const patch = {
        body: { name: `World ${round}`, navigationPosition: round % 3 },
        headers: { 'if-match': '*' },
      };
      return (await send(site, 'PATCH', '/v1/sections/world', patch)).status;
    };
    const arrange = async (round: number): Promise<number> => {
      const navigation = round % 2 === 0 ? ['sport', 'world'] : ['world', 'sport'];
      const patch = { body: { navigation }, headers: { 'if-match': '*' } };
      return (await send(site, 'PATCH', '/v1/site', patch)).status;
    };
    for (let round = 0; round < 15; round += 1) {
      expect(await Promise.all([edit(round), arrange(round)])).toEqual([200, 200]);
    }
  });
});

describe('a label that no page has', () => {
  it('is refused', async () => {
    const { version } = await now();
    const { faults } = await restWriter(site).updateSite(version, { labels: { relatet: 'x', share: 1 } });
    expect(faults).toEqual(['/labels/relatet UNKNOWN_FIELD', '/labels/share INVALID']);
  });
});

describe('the version', () => {
  it('is the ETag of an administrator, and a change needs it', async () => {
    const { version } = await now();
    const { headers } = await send(site, 'GET', '/v1/site', { headers: { 'accept-encoding': 'identity' } });
    expect(headers.get('etag')).toBe(`"v${version}"`);
    const bare = await send(site, 'PATCH', '/v1/site', { body: { name: 'x' } });
    expect([bare.status, bare.body.code]).toEqual([428, 'VERSION_REQUIRED']);
    const init = { body: { tagline: 'New' }, headers: { 'if-match': `"v${version}"` } };
    const changed = await send(site, 'PATCH', '/v1/site', init);
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, `"v${version + 1}"`]);
    const anonymous = await send(site, 'PATCH', '/v1/site', { ...init, headers: { authorization: '' } });
    expect(anonymous.status).toBe(401);
  });
});
