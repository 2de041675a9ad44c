import { Field, ID, InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { CorrectionKind } from '../articles/article.view.js';
import { Input } from '../platform/api/input.js';
import { CommentPolicy, DISCUSSION_DAYS } from '../site/comment-policy.view.js';

const NAMES = { max: 200, optional: true } as const;

@ApiSchema({
  description: 'The story itself, in exactly one of these forms. What is not allowed is cleaned away.',
})
@InputType({
  description: 'The story itself, in exactly one of these forms. What is not allowed is cleaned away.',
})
export class ArticleBodyInput {
  @Input('text', 'HTML.', { optional: true, max: 1_000_000, untrimmed: true, blank: true }) html?:
    string | null;
  @Input('text', 'Markdown (CommonMark).', { optional: true, max: 1_000_000, untrimmed: true, blank: true })
  markdown?: string | null;
  @Input('text', 'Plain text; an empty line begins a paragraph.', {
    optional: true,
    ...{ max: 1_000_000, untrimmed: true, blank: true },
  })
  text?: string | null;
  @Input('json', 'Portable Text, as stories have it. Blocks that come with their `_key` keep it.', {
    optional: true,
    list: 5_000,
  })
  blocks?: object[] | null;
}

@ApiSchema({ description: 'What others may do with a story.' })
@InputType({ description: 'What others may do with a story.' })
export class RightsInput {
  @Input('truth', 'Whether partners may republish it.', { optional: true }) syndicate?: boolean | null;
  @Input('text', 'Who holds the rights.', { optional: true }) holder?: string | null;
  @Input('text', 'Line that must be shown with it.', { optional: true }) credit?: string | null;
  @Input('instant', 'Partners may not republish it before.', { optional: true }) embargoUntil?: string | null;
}

@ApiSchema({
  description: 'Words for search engines and networks, where they are to be others than the story has.',
})
@InputType({
  description: 'Words for search engines and networks, where they are to be others than the story has.',
})
export class SeoInput {
  @Input('text', 'Title of the page.', { optional: true }) title?: string | null;
  @Input('text', 'Description of the page.', { optional: true, max: 2_000 }) description?: string | null;
}

/** What a story may come with, and may be changed of it. */
@InputType({ isAbstract: true })
class ArticleOptions {
  @Input('text', 'Line below the headline.', { optional: true, max: 2_000 }) dek?: string | null;
  @Input('text', 'First words of the story, for lists; made from the text when absent.', {
    optional: true,
    max: 5_000,
  })
  excerpt?: string | null;
  @Input('text', 'Slugs of who signs it, in order.', { ...NAMES, list: 50 }) authors?: string[] | null;
  @Input('text', 'Slugs of its subjects, in order.', { ...NAMES, list: 200 }) tags?: string[] | null;
  @Input('text', 'Names of further subjects; those that are new are made.', { ...NAMES, list: 200 })
  newTags?: string[] | null;
  @Input('id', 'Id of the picture above the story.', { optional: true }) leadImage?: string | null;
  @Input('language', 'Language (BCP 47); that of the site when absent.', { optional: true, max: 35 })
  language?: string | null;
  @Input('instant', 'When it is to be published; a wish until `publish` is called.', { optional: true })
  publishAt?: string | null;
  @Input('instant', 'Readers see it until then; for good when absent.', { optional: true })
  expiresAt?: string | null;
  @Input('truth', 'Whether it may be distressing.', { optional: true }) sensitive?: boolean | null;
  @Input('truth', 'Held at the top of the front page.', { optional: true }) featured?: boolean | null;
  @Input(
    { enum: CommentPolicy, name: 'CommentPolicy' },
    'How readers may comment; as in its section, or on the site, when absent.',
    {
      optional: true,
    },
  )
  commentPolicy?: CommentPolicy | null;
  @Input(
    'int',
    'Days after its publication in which it takes comments; as in its section, or on the site, when absent.',
    { optional: true, ...DISCUSSION_DAYS },
  )
  commentsCloseAfterDays?: number | null;
  @Input(() => RightsInput, 'What others may do with it.', { optional: true }) rights?: RightsInput | null;
  @Input(() => SeoInput, 'Words for search engines and networks.', { optional: true }) seo?: SeoInput | null;
  @Input('url', 'Address of the original, when it first appeared elsewhere.', { optional: true, max: 2_000 })
  canonicalUrl?: string | null;
  @Input('text', 'For the newsroom; never published.', { optional: true, max: 10_000 }) note?: string | null;
}

@ApiSchema({ description: 'A story to make.' })
@InputType({ description: 'A story to make.' })
export class CreateArticleInput extends ArticleOptions {
  @Input('slug', 'Name in addresses; made from the headline when absent.', { optional: true, max: 120 })
  slug?: string | null;
  @Input('text', 'Headline.') headline: string;
  @Input('text', 'Slug of the section it stands in.', { max: 200 }) section: string;
  @Input(() => ArticleBodyInput, 'The story itself.') body: ArticleBodyInput;
}

@ApiSchema({ description: 'What is to change of a story. What is left out is left alone; null clears.' })
@InputType({ isAbstract: true })
export class ArticleChangesInput extends ArticleOptions {
  @Input('slug', 'Name in addresses.', { kept: true, max: 120 }) slug?: string;
  @Input('text', 'Headline.', { kept: true }) headline?: string;
  @Input('text', 'Slug of the section it stands in.', { kept: true, max: 200 }) section?: string;
  @Input(() => ArticleBodyInput, 'The story itself.', { kept: true }) body?: ArticleBodyInput;
  @Input('text', 'Why; kept with the revision.', { optional: true, max: 1_000 }) reason?: string | null;
}

@ApiSchema({ description: 'When and why a story is published.' })
@InputType({ isAbstract: true })
export class PublishInput {
  @Input(
    'instant',
    'When readers see it. Left out: when it was to be published or was before, else now. Null: now.',
    { optional: true },
  )
  publishAt?: string | null;
  @Input('text', 'Why; kept with the revision.', { optional: true, max: 1_000 }) reason?: string | null;
}

@ApiSchema({ description: 'Why something is done.' })
@InputType({ isAbstract: true })
export class ReasonInput {
  @Input('text', 'Why; kept with the revision.', { optional: true, max: 1_000 }) reason?: string | null;
}

@ApiSchema({ description: 'What whoever asks for a retracted story is told.' })
@InputType({ isAbstract: true })
export class RetractInput {
  @Input('text', 'Why it was withdrawn; public.', { max: 5_000 }) notice: string;
}

@ApiSchema({ description: 'A note to add to a story that readers have seen.' })
@InputType({ isAbstract: true })
export class CorrectionInput {
  @Input({ enum: CorrectionKind, name: 'CorrectionKind' }, 'What kind of note it is.') kind: CorrectionKind;
  @Input('text', 'What is said; public.', { max: 5_000 }) text: string;
}

@ApiSchema({ description: 'From when and until when a pin stands beside a story.' })
@InputType({ description: 'From when and until when a pin stands beside a story.' })
export class PinPeriodInput {
  @Input('id', 'Id of the story that is pinned.') id: string;
  @Input('instant', 'It stands from then on; at once when absent.', { optional: true }) from?: string | null;
  @Input('instant', 'It stands until then; for good when absent.', { optional: true }) until?: string | null;
}

@ApiSchema({ description: 'Which stories stand beside a story, and whether it stands beside others.' })
@InputType({ isAbstract: true })
export class RelatedChoiceInput {
  @Input('id', 'Ids of stories that come first, in order.', { list: 20 }) pins: string[];
  @Input('id', 'Ids of stories that never stand beside it.', { list: 200 }) exclusions: string[];
  @Input('truth', 'Whether it is never computed to stand beside others.') neverRecommend: boolean;
  @Input(
    () => PinPeriodInput,
    'Of pins that do not stand for good. Left out: pins that were there keep theirs.',
    {
      optional: true,
      list: 20,
    },
  )
  pinPeriods?: PinPeriodInput[] | null;
}

interface About {
  readonly articleId: string;
  /** The version that the change is based on. */
  readonly version: number;
}

/** The input of a mutation about a story: what REST takes as the body, the story, and `If-Match`. */
function aboutArticle<Base extends new () => object>(Base: Base, name: string, description: string) {
  @InputType(name, { description })
  class AboutArticle extends (Base as new () => object) implements About {
    @Field(() => ID, { description: 'Id or slug of the story.' })
    @IsString()
    @IsNotEmpty()
    @MaxLength(500)
    articleId: string;
    @Input('int', 'The version that the change is based on.', { min: 1 }) version: number;
  }
  return AboutArticle as unknown as new () => InstanceType<Base> & About;
}

@InputType({ isAbstract: true })
class NothingInput {}

@InputType({ isAbstract: true })
class RestoreInput extends ReasonInput {
  @Input('int', 'Number of the revision.', { min: 1 }) number: number;
}

export const UpdateArticleInput = aboutArticle(
  ArticleChangesInput,
  'UpdateArticleInput',
  'What is to change of a story. What is left out is left alone; null clears.',
);
export const DeleteArticleInput = aboutArticle(NothingInput, 'DeleteArticleInput', 'A story to delete.');
export const PublishArticleInput = aboutArticle(PublishInput, 'PublishArticleInput', 'A story to publish.');
export const UnpublishArticleInput = aboutArticle(
  ReasonInput,
  'UnpublishArticleInput',
  'A story to take back.',
);
export const RetractArticleInput = aboutArticle(
  RetractInput,
  'RetractArticleInput',
  'A story to withdraw for good.',
);
export const CorrectArticleInput = aboutArticle(
  CorrectionInput,
  'CorrectArticleInput',
  'A note to add to a story.',
);
export const RestoreArticleRevisionInput = aboutArticle(
  RestoreInput,
  'RestoreArticleRevisionInput',
  'A revision to make the newest one.',
);
export const ArrangeRelatedInput = aboutArticle(
  RelatedChoiceInput,
  'ArrangeRelatedInput',
  'Which stories stand beside a story, and whether it stands beside others.',
);
