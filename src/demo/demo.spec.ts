import { describe, expect, it } from 'vitest';

import { demoSite } from './demo-site.js';
import type { DemoArticle, DemoComment } from './demo-types.js';

const { site, sections, authors, tags, sponsors, placements, articles } = demoSite;
const visible = articles.filter((article) => article.status === 'published');
const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

function duplicates(values: string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

/** Names of `values` that `known` does not hold. */
function unknown(values: string[], known: string[]): string[] {
  return values.filter((value) => !known.includes(value));
}

function slugsOf(items: { slug: string }[]): string[] {
  return items.map((item) => item.slug);
}

function bodyText(article: DemoArticle): string {
  return Object.values(article.body).join('');
}

function commentsOf(article: DemoArticle): DemoComment[] {
  return article.comments ?? [];
}

/** Depth of a comment below its article, 1 for the beginning of a thread. */
function depth(comment: DemoComment, all: DemoComment[]): number {
  const parent = all.find((other) => other.externalId === comment.parentExternalId);
  return parent ? depth(parent, all) + 1 : 1;
}

/** Words in the first `count` paragraphs of an HTML body. */
function wordsInParagraphs(html: string, count: number): number {
  const paragraphs = [...html.matchAll(/<p>([\s\S]*?)<\/p>/g)].slice(0, count);
  return paragraphs.flatMap(([, text = '']) => text.trim().split(/\s+/)).length;
}

describe('the demo site', () => {
  it('has six top sections, WORLD first, all of them in the menu, and children below their parents', () => {
    const top = sections.filter((section) => section.parent === undefined);
    expect(top).toHaveLength(6);
    expect(top[0]).toMatchObject({ slug: 'world', name: 'WORLD' });
    expect(site.navigation).toEqual(slugsOf(top));
    expect(sections.filter((section) => section.name !== section.name.toUpperCase())).toEqual([]);
    sections.forEach((section, index) => {
      expect(unknown(section.parent ? [section.parent] : [], slugsOf(sections.slice(0, index)))).toEqual([]);
    });
  });

  it('gives every slug and external id once', () => {
    for (const items of [sections, authors, tags, sponsors, articles]) {
      expect(duplicates(slugsOf(items))).toEqual([]);
      expect(slugsOf(items).filter((slug) => !kebab.test(slug))).toEqual([]);
    }
    const comments = articles.flatMap(commentsOf);
    expect(duplicates([...articles, ...comments].map((item) => item.externalId))).toEqual([]);
    expect(duplicates(articles.flatMap((article) => article.formerUrls ?? []))).toEqual([]);
  });

  it('refers only to sections, authors, tags, sponsors and stories that exist', () => {
    for (const article of articles) {
      expect(unknown([article.section], slugsOf(sections)), article.slug).toEqual([]);
      expect(unknown(article.authors, slugsOf(authors)), article.slug).toEqual([]);
      expect(unknown(article.tags, slugsOf(tags)), article.slug).toEqual([]);
      expect(duplicates([...article.authors, ...article.tags]), article.slug).toEqual([]);
      const others = slugsOf(visible).filter((slug) => slug !== article.slug);
      expect(unknown(article.relatedPins ?? [], others), article.slug).toEqual([]);
    }
    for (const placement of placements) {
      expect(unknown([placement.sponsor], slugsOf(sponsors))).toEqual([]);
      expect(unknown(placement.section ? [placement.section] : [], slugsOf(sections))).toEqual([]);
    }
  });

  it('leaves no section, author, tag or sponsor without something to show', () => {
    expect(
      unknown(
        slugsOf(sections),
        visible.map((article) => article.section),
      ),
    ).toEqual([]);
    expect(
      unknown(
        slugsOf(authors),
        visible.flatMap((article) => article.authors),
      ),
    ).toEqual([]);
    expect(
      unknown(
        slugsOf(tags),
        visible.flatMap((article) => article.tags),
      ),
    ).toEqual([]);
    expect(
      unknown(
        slugsOf(sponsors),
        placements.map((placement) => placement.sponsor),
      ),
    ).toEqual([]);
  });

  it('writes every time as RFC 3339 in UTC with milliseconds', () => {
    const times = [
      ...articles.flatMap((a) => [a.publishedAt, a.modifiedAt, a.publishAt, a.expiresAt]),
      ...articles.flatMap(commentsOf).map((comment) => comment.createdAt),
      ...placements.flatMap((placement) => [placement.startsAt, placement.endsAt]),
    ].filter((time) => time !== undefined && time !== null);
    expect(times.filter((time) => new Date(time).toISOString() !== time)).toEqual([]);
  });

  it('describes every story: dek, paragraphs, author, tags, and an alternative text for each image', () => {
    for (const article of articles) {
      expect(article.dek, article.slug).not.toBe('');
      expect(bodyText(article).trim().split(/\s+/).length, article.slug).toBeGreaterThan(40);
      expect(article.authors.length, article.slug).toBeGreaterThan(0);
      expect(article.tags.length, article.slug).toBeGreaterThan(1);
    }
    const images = articles.flatMap((article) => (article.leadImage ? [article.leadImage] : []));
    expect(images.filter((image) => !image.alt || !image.credit)).toEqual([]);
    expect(images.length).toBeGreaterThan(articles.length / 2);
  });

  it('keeps four stories from readers, one of each kind', () => {
    const hidden = articles.filter((article) => article.status !== 'published');
    expect(hidden.map((article) => article.status).sort()).toEqual([
      'draft',
      'expired',
      'scheduled',
      'unpublished',
    ]);
    const now = Date.now();
    for (const { status, publishAt, publishedAt, expiresAt } of articles) {
      expect(publishAt !== undefined && Date.parse(publishAt) > now).toBe(status === 'scheduled');
      expect(expiresAt !== undefined && Date.parse(expiresAt) < now).toBe(status === 'expired');
      expect(publishedAt === null).toBe(status === 'draft' || status === 'scheduled');
    }
  });
});

describe('the comments of the demo site', () => {
  it('answer only comments of the same story, after them in the file and in time', () => {
    for (const article of articles) {
      const comments = commentsOf(article);
      comments.forEach((comment, index) => {
        expect(Date.parse(comment.createdAt), comment.externalId).toBeGreaterThan(
          Date.parse(article.publishedAt ?? comment.createdAt),
        );
        if (!comment.parentExternalId) return;
        const parent = comments.slice(0, index).find((c) => c.externalId === comment.parentExternalId);
        expect(parent?.status, comment.externalId).toBe('approved');
        expect(comment.createdAt > (parent?.createdAt ?? ''), comment.externalId).toBe(true);
      });
    }
  });

  it('stand below several stories', () => {
    expect(visible.filter((article) => commentsOf(article).length > 1).length).toBeGreaterThan(5);
  });
});

describe('the story about Shusha', () => {
  const story = articles.find((article) => article.sensitive);
  const html = story && 'html' in story.body ? story.body.html : '';

  it('is the only sensitive one, in WORLD, with the Borrell story pinned', () => {
    expect(articles.filter((article) => article.sensitive)).toHaveLength(1);
    expect(story).toMatchObject({
      section: 'world',
      slug: 'azerbaijan-claims-shusha-armenia-says-fighting-continues',
      publishedAt: '2020-11-08T18:30:00.000Z',
      relatedPins: ['borrell-says-ukraine-and-israel-differ'],
    });
    expect(story?.formerUrls).toHaveLength(1);
  });

  it('has a sponsor who is allowed on it, above the text and after the second paragraph', () => {
    const allowed = slugsOf(sponsors.filter((sponsor) => sponsor.allowedOnSensitive));
    expect(allowed).toEqual(['kwork-ru']);
    const own = placements.filter(({ section, sponsor }) => section === 'world' && allowed.includes(sponsor));
    expect(own.map((placement) => placement.rule)).toEqual([
      { kind: 'top' },
      { kind: 'afterWords', words: 60 },
    ]);
    expect(wordsInParagraphs(html, 1)).toBeLessThan(60);
    expect(wordsInParagraphs(html, 2)).toBeGreaterThanOrEqual(60);
  });

  it('has replies three deep and one comment that waits for moderation', () => {
    const comments = story ? commentsOf(story) : [];
    const approved = comments.filter((comment) => comment.status === 'approved');
    expect(approved.length).toBeGreaterThanOrEqual(6);
    expect(comments.length - approved.length).toBe(1);
    expect(Math.max(...approved.map((comment) => depth(comment, comments)))).toBe(4);
  });
});
