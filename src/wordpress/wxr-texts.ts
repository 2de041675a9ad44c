import type { WxrAuthor, WxrComment, WxrSite, WxrTerm } from './wxr.js';

/** The text of an element by its name; empty where there is none. */
export type Get = (key: string) => string;

export const siteOf = (get: Get): WxrSite => ({
  title: get('title'),
  link: get('link'),
  description: get('description'),
  language: get('language'),
  pubDate: get('pubDate'),
  version: get('wp:wxr_version'),
  blogUrl: get('wp:base_blog_url').trim() || get('link').trim() || get('wp:base_site_url').trim(),
});

export const authorOf = (get: Get): WxrAuthor => ({
  id: get('wp:author_id').trim(),
  login: get('wp:author_login').trim(),
  displayName: get('wp:author_display_name').trim(),
  firstName: get('wp:author_first_name').trim(),
  lastName: get('wp:author_last_name').trim(),
});

/** A category, a tag and a term say the same by other names. */
export function termOf(element: string, get: Get): WxrTerm {
  const id = get('wp:term_id').trim();
  switch (element) {
    case 'wp:category':
      return {
        id: id || get('wp:cat_id').trim(),
        taxonomy: 'category',
        slug: get('wp:category_nicename').trim(),
        parent: get('wp:category_parent').trim(),
        name: get('wp:cat_name'),
        description: get('wp:category_description'),
      };
    case 'wp:tag':
      return {
        id,
        taxonomy: 'post_tag',
        slug: get('wp:tag_slug').trim(),
        parent: '',
        name: get('wp:tag_name'),
        description: get('wp:tag_description'),
      };
    default:
      return {
        id,
        taxonomy: get('wp:term_taxonomy').trim(),
        slug: get('wp:term_slug').trim(),
        parent: get('wp:term_parent').trim(),
        name: get('wp:term_name'),
        description: get('wp:term_description'),
      };
  }
}

export const commentOf = (get: Get): WxrComment => ({
  id: get('wp:comment_id').trim(),
  author: get('wp:comment_author'),
  email: get('wp:comment_author_email').trim(),
  url: get('wp:comment_author_url').trim(),
  date: get('wp:comment_date').trim(),
  dateGmt: get('wp:comment_date_gmt').trim(),
  content: get('wp:comment_content'),
  approved: get('wp:comment_approved').trim(),
  type: get('wp:comment_type').trim(),
  parent: get('wp:comment_parent').trim(),
});

export const textsOf = (get: Get) => ({
  title: get('title'),
  link: get('link').trim(),
  guid: get('guid').trim(),
  pubDate: get('pubDate').trim(),
  creator: get('dc:creator').trim(),
  content: get('content:encoded'),
  excerpt: get('excerpt:encoded'),
  id: get('wp:post_id').trim(),
  date: get('wp:post_date').trim(),
  dateGmt: get('wp:post_date_gmt').trim(),
  modified: get('wp:post_modified').trim(),
  modifiedGmt: get('wp:post_modified_gmt').trim(),
  commentStatus: get('wp:comment_status').trim(),
  name: get('wp:post_name').trim(),
  status: get('wp:status').trim(),
  parent: get('wp:post_parent').trim(),
  menuOrder: get('wp:menu_order').trim(),
  type: get('wp:post_type').trim(),
  // Not trimmed: spaces are a password too.
  password: get('wp:post_password'),
  sticky: get('wp:is_sticky').trim(),
  attachmentUrl: get('wp:attachment_url').trim(),
});
