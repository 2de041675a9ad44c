import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { Author, AuthorRef } from '../authors/author.view.js';
import { Image } from '../media/image.view.js';
import { Node } from '../platform/api/node.view.js';
import { Public } from '../platform/api/view.js';
import { Breadcrumb, Section, SectionRef } from '../sections/section.view.js';
import { CommentPolicy } from '../site/comment-policy.view.js';
import { Tag } from '../tags/tag.view.js';
import { Seo } from './seo.view.js';

export enum ArticleStatus {
  DRAFT = 'draft',
  SCHEDULED = 'scheduled',
  PUBLISHED = 'published',
  EXPIRED = 'expired',
  UNPUBLISHED = 'unpublished',
  RETRACTED = 'retracted',
}
registerEnumType(ArticleStatus, {
  name: 'ArticleStatus',
  description: 'Where a story stands; SCHEDULED and EXPIRED follow from the clock.',
  valuesMap: {
    DRAFT: { description: 'Never published.' },
    SCHEDULED: { description: 'Published, at a time that has not come yet.' },
    PUBLISHED: { description: 'Readers can see it.' },
    EXPIRED: { description: 'Published, until a time that has passed.' },
    UNPUBLISHED: { description: 'Taken back.' },
    RETRACTED: { description: 'Withdrawn for good, with a notice.' },
  },
});

export enum CorrectionKind {
  CORRECTION = 'correction',
  CLARIFICATION = 'clarification',
  UPDATE = 'update',
}
registerEnumType(CorrectionKind, {
  name: 'CorrectionKind',
  description: 'What kind of note was added to a story.',
  valuesMap: {
    CORRECTION: { description: 'Something was wrong.' },
    CLARIFICATION: { description: 'Something could be misunderstood.' },
    UPDATE: { description: 'Something happened since.' },
  },
});

@ObjectType({ description: 'The story itself, in every form a front end may want.' })
export class ArticleBody {
  @Public('json', 'Portable Text: every block has a `_type` and a `_key` that stays with it.', { list: true })
  blocks: object[];
  @Public(
    'text',
    'Sanitised HTML, one top-level element a line; each carries `data-key`, the key of its block. An embed is a figure with a link and, of a known provider, the address of the player in `data-player`.',
  )
  html: string;
  @Public('text', 'Plain text.') text: string;
  @Public('int', 'Number of words.') wordCount: number;
}

@ObjectType({ description: 'A note that was added to a story after it was published.' })
export class Correction {
  @Public('id', 'Identifier.') id: string;
  @Public({ enum: CorrectionKind, name: 'CorrectionKind' }, 'What kind of note it is.') kind: CorrectionKind;
  @Public('text', 'What is said.') text: string;
  @Public('instant', 'When it was added.') at: string;
}

@ObjectType({ description: 'The same story in another language.' })
export class Translation {
  @Public('text', 'Language (BCP 47).') language: string;
  @Public('text', 'Name in addresses.') slug: string;
  @Public('url', 'Address on the site.') url: string;
}

@ObjectType({ description: 'What others may do with a story.' })
export class Rights {
  @Public('truth', 'Whether partners may republish it.') syndicate: boolean;
  @Public('text', 'Who holds the rights.', { nullable: true }) holder: string | null;
  @Public('text', 'Line that must be shown with it.', { nullable: true }) credit: string | null;
  @Public('instant', 'Partners may not republish it before.', { nullable: true }) embargoUntil: string | null;
}

@ObjectType({ isAbstract: true, description: 'A story, as lists have it.' })
export class ArticleSummary {
  @Public('id', 'Identifier.') id: string;
  @Public('text', 'Name in addresses.') slug: string;
  @Public('url', 'Address of the story on the site.') url: string;
  @Public('text', 'Headline.') headline: string;
  @Public('text', 'Line below the headline.', { nullable: true }) dek: string | null;
  @Public('text', 'First words of the story, for lists.') excerpt: string;
  @Public(() => SectionRef, 'Section it stands in.', { graphql: () => Section }) section: SectionRef;
  @Public(() => [AuthorRef], 'Who signs it, in order.', { graphql: () => [Author] }) authors: AuthorRef[];
  @Public(() => [Tag], 'Its subjects, in order.') tags: Tag[];
  @Public(() => Image, 'Picture above the story.', { nullable: true }) leadImage: Image | null;
  @Public('text', 'Language (BCP 47).') language: string;
  @Public('instant', 'When it was published, or is to be.', { nullable: true }) publishedAt: string | null;
  @Public('instant', 'Editorial date of the last change, the one readers see.') modifiedAt: string;
  @Public('instant', 'Moves with any change.') updatedAt: string;
  @Public('truth', 'Whether it may be distressing; sponsors that do not allow for that stay away from it.')
  sensitive: boolean;
  @Public('truth', 'Held at the top of the front page.') featured: boolean;
  @Public('int', 'Comments that readers can see; may lag five seconds.') commentCount: number;
  @Public('int', 'Minutes it takes to read.') readingMinutes: number;
}

@ObjectType({ implements: () => [Node], description: 'A story.' })
export class Article extends ArticleSummary implements Node {
  @Public(() => ArticleBody, 'The story itself.') body: ArticleBody;
  @Public(() => [Breadcrumb], 'The way from the home page to this headline.') breadcrumbs: Breadcrumb[];
  @Public({ enum: ArticleStatus, name: 'ArticleStatus' }, 'Where it stands.') status: ArticleStatus;
  @Public('int', 'Grows by one with every save.') version: number;
  @Public('instant', 'When it was first published.', { nullable: true }) firstPublishedAt: string | null;
  @Public(() => [Correction], 'Notes that were added, oldest first.') corrections: Correction[];
  @Public(
    { enum: CommentPolicy, name: 'CommentPolicy' },
    'How readers may comment on it: its own policy, or that of its section or the site.',
  )
  commentPolicy: CommentPolicy;
  @Public('instant', 'When it ceases to take comments; null when that is not planned.', { nullable: true })
  commentsCloseAt: string | null;
  @Public(() => [Translation], 'The same story in other languages.') translations: Translation[];
  @Public(() => Rights, 'What others may do with it.') rights: Rights;
  @Public(() => Seo, 'Ready values for the head of a page.') seo: Seo;
}

/** What a list gives with `include=body`. */
export class ArticleSummaryWithBody extends ArticleSummary {
  @Public(() => ArticleBody, 'The story itself; with `include=body`.', { graphql: false }) body: ArticleBody;
}
