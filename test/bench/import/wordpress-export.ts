import { blockBody, classicBody } from './bodies.js';
import type { ExportedComment, ExportedImage, ExportedSite, ExportedStory, Term } from './exported-site.js';

const SITE = 'https://old.example';
const NAMESPACES = [
  'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"',
  'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
  'xmlns:wfw="http://wellformedweb.org/CommentAPI/"',
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  'xmlns:wp="http://wordpress.org/export/1.2/"',
];

/** The site as WordPress exports it: WXR 1.2, as `wp-admin/includes/export.php` writes it. */
export function* wordpressExport(site: ExportedSite): Generator<string> {
  yield head(site);
  for (const story of site.stories()) {
    // A picture is uploaded before the story is published, or while it is written: then its number is the higher one.
    const isBefore = story.id % 2 === 0;
    if (story.image && isBefore) yield attachment(story.image, story);
    yield item(story);
    if (story.image && !isBefore) yield attachment(story.image, story);
  }
  yield '</channel>\n</rss>\n';
}

const head = ({ writers, categories, tags }: ExportedSite): string => `<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.7" created="2026-01-01 00:00" -->
<rss version="2.0" ${NAMESPACES.join(' ')}>
<channel>
<title>The Old Example</title>
<link>${SITE}</link>
<description>All the load that is fit to move</description>
<pubDate>Thu, 01 Jan 2026 00:00:00 +0000</pubDate>
<language>en-US</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>${SITE}</wp:base_site_url>
<wp:base_blog_url>${SITE}</wp:base_blog_url>
${writers.map(author).join('')}${categories.map(category).join('')}${tags.map(tag).join('')}`;

const author = ({ login, name }: { login: string; name: string }, index: number): string =>
  `<wp:author><wp:author_id>${index + 1}</wp:author_id><wp:author_login>${cdata(login)}</wp:author_login>` +
  `<wp:author_email>${cdata(`${login}@old.example`)}</wp:author_email>` +
  `<wp:author_display_name>${cdata(name)}</wp:author_display_name><wp:author_first_name>${cdata('')}</wp:author_first_name>` +
  `<wp:author_last_name>${cdata('')}</wp:author_last_name></wp:author>\n`;

const category = ({ id, slug, name, parent }: Term): string =>
  `<wp:category><wp:term_id>${id}</wp:term_id><wp:category_nicename>${cdata(slug)}</wp:category_nicename>` +
  `<wp:category_parent>${cdata(parent ?? '')}</wp:category_parent><wp:cat_name>${cdata(name)}</wp:cat_name></wp:category>\n`;

const tag = ({ id, slug, name }: Term): string =>
  `<wp:tag><wp:term_id>${id}</wp:term_id><wp:tag_slug>${cdata(slug)}</wp:tag_slug>` +
  `<wp:tag_name>${cdata(name)}</wp:tag_name></wp:tag>\n`;

const STATUSES = { published: 'publish', scheduled: 'future', draft: 'draft' } as const;

const item = (story: ExportedStory): string => `<item>
<title>${cdata(story.title)}</title>
<link>${SITE}/${story.slug}/</link>
<pubDate>${story.publishedAt.toUTCString().replace('GMT', '+0000')}</pubDate>
<dc:creator>${cdata(story.writer.login)}</dc:creator>
<guid isPermaLink="false">${SITE}/?p=${story.id}</guid>
<description></description>
<content:encoded>${cdata((story.blocks ? blockBody : classicBody)(story.parts))}</content:encoded>
<excerpt:encoded>${cdata(story.excerpt)}</excerpt:encoded>
${postFields(story)}<wp:status>${cdata(STATUSES[story.status])}</wp:status>
<wp:post_parent>0</wp:post_parent>
<wp:menu_order>0</wp:menu_order>
<wp:post_type>${cdata('post')}</wp:post_type>
<wp:post_password>${cdata('')}</wp:post_password>
<wp:is_sticky>${story.featured ? 1 : 0}</wp:is_sticky>
${[story.category].map(termOf('category')).join('')}${story.tags.map(termOf('post_tag')).join('')}${meta('_edit_last', '1')}${
  story.image ? meta('_thumbnail_id', String(story.image.id)) : ''
}${story.comments.map(comment).join('')}</item>
`;

const attachment = (image: ExportedImage, story: ExportedStory): string => `<item>
<title>${cdata(`picture-${image.id}`)}</title>
<link>${SITE}/?attachment_id=${image.id}</link>
<pubDate>${story.publishedAt.toUTCString().replace('GMT', '+0000')}</pubDate>
<dc:creator>${cdata(story.writer.login)}</dc:creator>
<guid isPermaLink="false">${image.url}</guid>
<description></description>
<content:encoded>${cdata('')}</content:encoded>
<excerpt:encoded>${cdata(image.caption)}</excerpt:encoded>
${postFields({ ...story, id: image.id, slug: `picture-${image.id}` })}<wp:status>${cdata('inherit')}</wp:status>
<wp:post_parent>${story.id}</wp:post_parent>
<wp:menu_order>0</wp:menu_order>
<wp:post_type>${cdata('attachment')}</wp:post_type>
<wp:post_password>${cdata('')}</wp:post_password>
<wp:is_sticky>0</wp:is_sticky>
<wp:attachment_url>${cdata(image.url)}</wp:attachment_url>
${meta('_wp_attached_file', image.url.slice(image.url.indexOf('2020')))}${meta('_wp_attachment_image_alt', image.alt)}</item>
`;

const postFields = ({
  id,
  slug,
  publishedAt,
  modifiedAt,
}: Pick<
  ExportedStory,
  'id' | 'slug' | 'publishedAt' | 'modifiedAt'
>): string => `<wp:post_id>${id}</wp:post_id>
<wp:post_date>${cdata(timeOf(publishedAt))}</wp:post_date>
<wp:post_date_gmt>${cdata(timeOf(publishedAt))}</wp:post_date_gmt>
<wp:post_modified>${cdata(timeOf(modifiedAt))}</wp:post_modified>
<wp:post_modified_gmt>${cdata(timeOf(modifiedAt))}</wp:post_modified_gmt>
<wp:comment_status>${cdata('open')}</wp:comment_status>
<wp:ping_status>${cdata('closed')}</wp:ping_status>
<wp:post_name>${cdata(slug)}</wp:post_name>
`;

const termOf =
  (domain: string) =>
  ({ slug, name }: Term): string =>
    `<category domain="${domain}" nicename="${slug}">${cdata(name)}</category>\n`;

const meta = (key: string, value: string): string =>
  `<wp:postmeta><wp:meta_key>${cdata(key)}</wp:meta_key><wp:meta_value>${cdata(value)}</wp:meta_value></wp:postmeta>\n`;

const APPROVED = { approved: '1', pending: '0', spam: 'spam' } as const;

const comment = ({ id, parent, name, email, text, at, status }: ExportedComment): string => `<wp:comment>
<wp:comment_id>${id}</wp:comment_id>
<wp:comment_author>${cdata(name)}</wp:comment_author>
<wp:comment_author_email>${cdata(email)}</wp:comment_author_email>
<wp:comment_author_url></wp:comment_author_url>
<wp:comment_author_IP>${cdata('192.0.2.7')}</wp:comment_author_IP>
<wp:comment_date>${cdata(timeOf(at))}</wp:comment_date>
<wp:comment_date_gmt>${cdata(timeOf(at))}</wp:comment_date_gmt>
<wp:comment_content>${cdata(text)}</wp:comment_content>
<wp:comment_approved>${cdata(APPROVED[status])}</wp:comment_approved>
<wp:comment_type>${cdata('comment')}</wp:comment_type>
<wp:comment_parent>${parent ?? 0}</wp:comment_parent>
<wp:comment_user_id>0</wp:comment_user_id>
</wp:comment>
`;

const timeOf = (time: Date): string => time.toISOString().slice(0, 19).replace('T', ' ');

/** As `wxr_cdata` does. */
const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
