import { ApiSchema } from '@nestjs/swagger';
import { ArticleList } from '../articles/article-list.view.js';
import { Author } from '../authors/author.view.js';
import type { ListView } from '../platform/api/list.view.js';
import { Public } from '../platform/api/view.js';
import { Section } from '../sections/section.view.js';
import { Site } from '../site/site.view.js';
import { Tag } from '../tags/tag.view.js';

const STORIES = 'One page of its stories, newest first.';

/** In GraphQL one query asks for the parts of such a page. */
class CollectionPage {
  @Public(() => Site, 'What the site says of itself.', { graphql: false }) site: Site;
}

@ApiSchema({ description: 'Everything that the page of a section shows.' })
export class SectionPage extends CollectionPage {
  @Public(() => Section, 'The section.', { graphql: false }) section: Section;
  @Public(() => ArticleList, STORIES, { graphql: false }) articles: ListView<unknown>;
}

@ApiSchema({ description: 'Everything that the page of an author shows.' })
export class AuthorPage extends CollectionPage {
  @Public(() => Author, 'The author.', { graphql: false }) author: Author;
  @Public(() => ArticleList, STORIES, { graphql: false }) articles: ListView<unknown>;
}

@ApiSchema({ description: 'Everything that the page of a tag shows.' })
export class TagPage extends CollectionPage {
  @Public(() => Tag, 'The tag.', { graphql: false }) tag: Tag;
  @Public(() => ArticleList, STORIES, { graphql: false }) articles: ListView<unknown>;
}
