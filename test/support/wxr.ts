/** What a test says of a post; the rest is that of an ordinary one. */
export interface WxrPost {
  readonly id?: number | string;
  readonly title?: string;
  readonly content?: string;
  readonly excerpt?: string;
  readonly type?: string;
  readonly status?: string;
  readonly date?: string;
  readonly dateGmt?: string;
  readonly name?: string;
  readonly link?: string;
  readonly guid?: string;
  readonly creator?: string;
  readonly meta?: Readonly<Record<string, string>>;
  /** Terms as `domain nicename name`. */
  readonly terms?: readonly string[];
  readonly comments?: readonly string[];
  /** Elements that stand in the item as they are. */
  readonly more?: string;
}

const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

/** An item of an export as WordPress writes it. */
export function wxrItem(post: WxrPost = {}): string {
  const { id = 1, title = `Post ${id}`, name = `post-${id}`, date = '2020-05-04 12:00:00' } = post;
  const { status = 'publish', type = 'post', dateGmt = '2020-05-04 10:00:00', creator = 'ada' } = post;
  const { link = `https://blog.example/2020/05/${name}/`, guid = `https://blog.example/?p=${id}` } = post;
  const { terms = ['category news News'], meta = {}, comments = [] } = post;
  return `<item>
<title>${cdata(title)}</title>
<link>${link}</link>
<pubDate>Mon, 04 May 2020 10:00:00 +0000</pubDate>
<dc:creator>${cdata(creator)}</dc:creator>
<guid isPermaLink="false">${guid}</guid>
<description></description>
<content:encoded>${cdata(post.content ?? `Text of ${id}.`)}</content:encoded>
<excerpt:encoded>${cdata(post.excerpt ?? '')}</excerpt:encoded>
<wp:post_id>${id}</wp:post_id>
<wp:post_date>${cdata(date)}</wp:post_date>
<wp:post_date_gmt>${cdata(dateGmt)}</wp:post_date_gmt>
<wp:comment_status>open</wp:comment_status>
<wp:post_name>${cdata(name)}</wp:post_name>
<wp:status>${cdata(status)}</wp:status>
<wp:post_parent>0</wp:post_parent>
<wp:menu_order>0</wp:menu_order>
<wp:post_type>${cdata(type)}</wp:post_type>
<wp:post_password></wp:post_password>
<wp:is_sticky>0</wp:is_sticky>
${terms.map(termOf).join('\n')}
${Object.entries(meta).map(metaOf).join('\n')}
${comments.join('\n')}
${post.more ?? ''}
</item>`;
}

function termOf(term: string): string {
  const [domain, nicename, ...name] = term.split(' ');
  return `<category domain="${domain}" nicename="${nicename}">${cdata(name.join(' '))}</category>`;
}

const metaOf = ([key, value]: [string, string]): string =>
  `<wp:postmeta><wp:meta_key>${cdata(key)}</wp:meta_key><wp:meta_value>${cdata(value)}</wp:meta_value></wp:postmeta>`;

/** A comment of an item; `more` are elements by name. */
export function wxrComment(id: number, more: Readonly<Record<string, string>> = {}): string {
  const fields = {
    comment_id: String(id),
    comment_author: 'Reader',
    comment_author_email: 'reader@mail.example',
    comment_author_url: '',
    comment_author_IP: '203.0.113.9',
    comment_date: '2020-05-05 12:00:00',
    comment_date_gmt: '2020-05-05 10:00:00',
    comment_content: `Comment ${id}.`,
    comment_approved: '1',
    comment_type: 'comment',
    comment_parent: '0',
    ...more,
  };
  const elements = Object.entries(fields).map(([name, value]) => `<wp:${name}>${cdata(value)}</wp:${name}>`);
  return `<wp:comment>${elements.join('')}</wp:comment>`;
}

export const WXR_HEAD = `<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.5" -->
<rss version="2.0"
  xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>The Blog</title>
<link>https://blog.example</link>
<description>Of this and that</description>
<language>en-GB</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://blog.example</wp:base_site_url>
<wp:base_blog_url>https://blog.example</wp:base_blog_url>
`;
export const WXR_FOOT = '</channel>\n</rss>\n';

/** A whole export. @param parts items, and declarations of terms and authors */
export const wxr = (...parts: readonly string[]): string => `${WXR_HEAD}${parts.join('\n')}\n${WXR_FOOT}`;
