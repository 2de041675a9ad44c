/** The fields that the reader shows, in the API's own notation. What is not asked for, the API does not even read. */

const LINK = 'name,url';
const PICTURE = 'url,width,height,alt,caption,credit,srcset';
const PAGE_INFO = 'pageInfo(hasNextPage,endCursor)';

export const SITE = `name,tagline,url,apiUrl,language,copyrightNotice,navigation(${LINK}),labels`;

const LISTED = `slug,url,headline,dek,language,publishedAt,section(${LINK}),authors(${LINK}),leadImage(${PICTURE})`;
/** A story in lists. */
export const SUMMARY = `${LISTED},excerpt`;

const AUTHOR_OF_COMMENT = 'author(name,website,badges,avatarSeed)';
const STATE_OF_COMMENT = 'createdAt,editedAt,status,featured,replyCount,repliesCursor';
/** A comment without the replies to it. */
export const COMMENT = `id,parentId,permalink,html,${STATE_OF_COMMENT},${AUTHOR_OF_COMMENT}`;
/** A comment with replies, three deep as the API gives them at once; deeper ones have a page of their own. */
export const THREAD = `${COMMENT},replies(${COMMENT},replies(${COMMENT},replies(${COMMENT})))`;

const STORY = [
  LISTED,
  'modifiedAt,readingMinutes,sensitive,commentCount,body.html,rights.credit,seo',
  `tags(${LINK}),corrections(kind,text,at),translations(language,url)`,
].join();

/** What stands around the story on a page with further comments. */
export const STORY_HEAD = `site(${SITE}),breadcrumbs(label,url),article(slug,url,headline,language),commentForm.open`;

export const STORY_PAGE = [
  `site(${SITE}),breadcrumbs(label,url),article(${STORY})`,
  `placements(position,sponsor.name,label,text,image(${PICTURE}),href,rel)`,
  `related.article(${SUMMARY}),share(links,webShare)`,
  `comments(items(${THREAD}),${PAGE_INFO})`,
  'commentForm(title,notice,fields,trap,open,closedReason)',
].join();

export const FRONT_PAGE = `site(${SITE}),lead(${SUMMARY}),sections(section(${LINK}),items(${SUMMARY}))`;

const STORIES = `site(${SITE}),articles(items(${SUMMARY}),${PAGE_INFO})`;

export const COLLECTION_PAGE = {
  section: `${STORIES},section(slug,${LINK},description,children(${LINK}),breadcrumbs(label,url))`,
  author: `${STORIES},author(slug,${LINK},bio,links,avatar(${PICTURE}))`,
  tag: `${STORIES},tag(slug,${LINK})`,
} as const;
