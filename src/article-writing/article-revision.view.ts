import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { ArticleBody } from '../articles/article.view.js';
import { Author, AuthorRef } from '../authors/author.view.js';
import { Image } from '../media/image.view.js';
import { listOf } from '../platform/api/list.view.js';
import { Public } from '../platform/api/view.js';
import { Section, SectionRef } from '../sections/section.view.js';
import { Tag } from '../tags/tag.view.js';

export enum ArticleStepKind {
  PUBLISHED = 'published',
  UNPUBLISHED = 'unpublished',
  RETRACTED = 'retracted',
}
registerEnumType(ArticleStepKind, {
  name: 'ArticleStepKind',
  description: 'What was done with a revision.',
  valuesMap: {
    PUBLISHED: { description: 'It was published, or planned to be.' },
    UNPUBLISHED: { description: 'It was taken back.' },
    RETRACTED: { description: 'It was withdrawn for good.' },
  },
});

@ObjectType({ description: 'Something that was done with a revision of a story, and changed nothing of it.' })
export class ArticleRevisionStep {
  @Public({ enum: ArticleStepKind, name: 'ArticleStepKind' }, 'What was done.') kind: ArticleStepKind;
  @Public('text', 'Why, as far as it was said.', { nullable: true }) reason: string | null;
  @Public('text', 'Who did it.') createdBy: string;
  @Public('instant', 'When.') createdAt: string;
}

@ObjectType({ isAbstract: true, description: 'One saved state of a story, as lists have it.' })
export class ArticleRevisionSummary {
  @Public('int', 'Its number among the revisions of the story, from 1.') number: number;
  @Public('text', 'Headline.') headline: string;
  @Public('instant', 'When it was saved.') createdAt: string;
  @Public('text', 'Who saved it.') createdBy: string;
  @Public('text', 'Why, as far as it was said.', { nullable: true }) reason: string | null;
  @Public('truth', 'Whether it is the one that readers see, now or at a time to come.') isPublished: boolean;
  @Public('truth', 'Whether it is the draft of the next version.') isDraft: boolean;
  @Public(() => [ArticleRevisionStep], 'What was done with it, oldest first.') steps: ArticleRevisionStep[];
}

@ObjectType({
  description: 'Words for search engines and networks, as far as they are others than the story has.',
})
export class ArticleRevisionSeo {
  @Public('text', 'Title of the page.', { nullable: true }) title: string | null;
  @Public('text', 'Description of the page.', { nullable: true }) description: string | null;
}

@ObjectType({ description: 'One saved state of a story.' })
export class ArticleRevision extends ArticleRevisionSummary {
  @Public('text', 'Line below the headline.', { nullable: true }) dek: string | null;
  @Public('text', 'First words of the story, for lists.') excerpt: string;
  @Public(() => SectionRef, 'Section it stands in.', { graphql: () => Section }) section: SectionRef;
  @Public(() => [AuthorRef], 'Who signs it, in order.', { graphql: () => [Author] }) authors: AuthorRef[];
  @Public(() => [Tag], 'Its subjects, in order.') tags: Tag[];
  @Public(() => Image, 'Picture above the story.', { nullable: true }) leadImage: Image | null;
  @Public(() => ArticleBody, 'The story itself.') body: ArticleBody;
  @Public(() => ArticleRevisionSeo, 'Words for search engines and networks.') seo: ArticleRevisionSeo;
  @Public('text', 'For the newsroom; never published.', { nullable: true }) note: string | null;
}

/** One page of the revisions of a story. */
export const ArticleRevisionList = listOf(
  'ArticleRevision',
  () => ArticleRevision,
  () => ArticleRevisionSummary,
);

export enum BlockChangeKind {
  ADDED = 'added',
  REMOVED = 'removed',
  CHANGED = 'changed',
  MOVED = 'moved',
}
registerEnumType(BlockChangeKind, {
  name: 'BlockChangeKind',
  description: 'What happened to a block between two revisions.',
  valuesMap: {
    ADDED: { description: 'It is new.' },
    REMOVED: { description: 'It is gone.' },
    CHANGED: { description: 'It says something else; it may have moved, too.' },
    MOVED: { description: 'It stands elsewhere among the others.' },
  },
});

@ObjectType({ description: 'A field that is not the same in two revisions.' })
export class RevisionFieldChange {
  @Public(
    'text',
    'Name of the field; sections, authors and tags are named by their slugs, pictures by their ids.',
  )
  field: string;
  @Public('any', 'What it was.', { nullable: true }) before: unknown;
  @Public('any', 'What it is.', { nullable: true }) after: unknown;
}

@ObjectType({ description: 'A block that is not the same in two revisions.' })
export class RevisionBlockChange {
  @Public('text', 'Key of the block.') key: string;
  @Public({ enum: BlockChangeKind, name: 'BlockChangeKind' }, 'What happened to it.') kind: BlockChangeKind;
  @Public('truth', 'Whether it stands elsewhere among the blocks that stayed.') isMoved: boolean;
  @Public('int', 'Place among the blocks before, from 0; null for a new one.', { nullable: true })
  from: number | null;
  @Public('int', 'Place among the blocks after, from 0; null for one that is gone.', { nullable: true })
  to: number | null;
  @Public('json', 'The block as it was.', { nullable: true }) before: object | null;
  @Public('json', 'The block as it is.', { nullable: true }) after: object | null;
}

@ObjectType({ description: 'What one revision of a story says otherwise than another.' })
export class ArticleRevisionDiff {
  @Public('int', 'Number of the revision.') number: number;
  @Public('int', 'Number of the revision that it is compared with.') against: number;
  @Public(() => [RevisionFieldChange], 'Fields that are others, the body aside.')
  fields: RevisionFieldChange[];
  @Public(
    () => [RevisionBlockChange],
    'Blocks that are others, in the order of the story; those that are gone last.',
  )
  blocks: RevisionBlockChange[];
}
