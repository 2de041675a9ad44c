import { afterAll, beforeAll, expect, it } from 'vitest';
import { RelatedBacklogService } from '../../src/related-stories/related-backlog.service.js';
import { TestApp } from '../support/test-app.js';
import { furnishNewsroom, published } from '../support/writing.js';

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
  await furnishNewsroom(site);
});
afterAll(() => site.close());

const MATTERS = [
  'volcán erupción lava ceniza isla evacuados cráter sismo',
  'ópera estreno soprano orquesta escenario director telón aria',
  'queso ganaderos leche cabra denominación curado lechería pastor',
  'ciclismo etapa pelotón montaña escapada maillot sprint meta',
  'sequía embalse riego cosecha regantes pantano caudal acuífero',
];

it('the first stories of a language find each other as more come', async () => {
  const stories = [];
  for (const words of MATTERS) {
    for (const half of [words, words.split(' ').toReversed().join(' ')]) {
      const headline = `Sobre ${half.split(' ').slice(0, 3).join(' ')}`;
      stories.push(await published(site, { headline, language: 'es', tags: [], body: { text: `${half}.` } }));
    }
  }
  await site.app.get(RelatedBacklogService, { strict: false }).workOff();
  const { body } = await site.get<{ items: { article: { id: string } }[] }>(
    `/v1/articles/${stories[0].id}/related`,
  );
  expect(body.items.map(({ article }) => article.id)).toContain(stories[1].id);
});
