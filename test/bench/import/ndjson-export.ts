import { blockBody, htmlBody } from './bodies.js';
import type { ExportedImage, ExportedSite, ExportedStory } from './exported-site.js';

/** The site as lines of `import ndjson`. */
export function* ndjsonExport(site: ExportedSite): Generator<string> {
  for (const story of site.stories()) yield `${JSON.stringify(lineOf(story))}\n`;
}

const lineOf = (story: ExportedStory): Record<string, unknown> => ({
  externalId: `wp:${story.id}`,
  headline: story.title,
  slug: story.slug,
  status: story.status,
  publishedAt: story.status === 'draft' ? null : story.publishedAt,
  modifiedAt: story.modifiedAt,
  section: story.category.slug,
  authors: [story.writer.name],
  tags: story.tags.map(({ name }) => name),
  excerpt: story.excerpt,
  featured: story.featured,
  leadImage: story.image && imageOf(story.image),
  body: { html: story.blocks ? blockBody(story.parts) : htmlBody(story.parts) },
  formerUrls: [`https://old.example/?p=${story.id}`, `https://old.example/${story.slug}/`],
  comments: story.comments.map(({ id, parent, name, email, text, at, status }) => ({
    externalId: String(id),
    parentExternalId: parent === null ? null : String(parent),
    name,
    email,
    body: text,
    createdAt: at,
    status,
  })),
});

const imageOf = ({ url, alt, caption }: ExportedImage) => ({ url, alt, caption });
