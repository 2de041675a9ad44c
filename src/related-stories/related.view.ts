import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { Article, ArticleSummary, ArticleSummaryWithBody } from '../articles/article.view.js';
import { listOf } from '../platform/api/list.view.js';
import { Public } from '../platform/api/view.js';

export enum RelatedSource {
  PINNED = 'pinned',
  COMPUTED = 'computed',
}
registerEnumType(RelatedSource, {
  name: 'RelatedSource',
  description: 'Whether an editor or the engine chose it.',
  valuesMap: {
    PINNED: { description: 'An editor chose it.' },
    COMPUTED: { description: 'The engine chose it.' },
  },
});

export enum RelatedReasonKind {
  PINNED = 'pinned',
  TERMS = 'terms',
  NAMES = 'names',
  TAGS = 'tags',
  SECTION = 'section',
  RECENT = 'recent',
  POPULAR = 'popular',
}
registerEnumType(RelatedReasonKind, {
  name: 'RelatedReasonKind',
  description: 'What two stories have in common.',
  valuesMap: {
    PINNED: { description: 'An editor put them together.' },
    TERMS: { description: 'They share rare words.' },
    NAMES: {
      description:
        'They share names, as of people, places and organisations: what is written with capitals within a sentence.',
    },
    TAGS: { description: 'They share tags.' },
    SECTION: { description: 'They stand in the same section.' },
    RECENT: { description: 'They are from the same days.' },
    POPULAR: { description: 'Readers share it and comment on it.' },
  },
});

@ObjectType({ description: 'Why a story is beside another.' })
export class RelatedReason {
  @Public({ enum: RelatedReasonKind, name: 'RelatedReasonKind' }, 'What the two stories have in common.')
  kind: RelatedReasonKind;
  @Public('text', 'The same in words: the shared words, names or tags, the section.') detail: string;
}

@ObjectType({ description: 'A story for the "Check Also" of another.' })
export class RelatedStory {
  @Public(() => ArticleSummary, 'The story.', { graphql: () => Article }) article: ArticleSummary;
  @Public({ enum: RelatedSource, name: 'RelatedSource' }, 'Whether an editor or the engine chose it.')
  source: RelatedSource;
  @Public('float', 'How related it is; higher is more. Null for a pinned story.', { nullable: true })
  score: number | null;
  @Public(() => [RelatedReason], 'Why it is here.') reasons: RelatedReason[];
}

/** A related story with `include=body`. */
export class RelatedStoryWithBody {
  @Public(() => ArticleSummaryWithBody, 'The story.', { graphql: false }) article: ArticleSummaryWithBody;
  @Public({ enum: RelatedSource, name: 'RelatedSource' }, 'Whether an editor or the engine chose it.', {
    graphql: false,
  })
  source: RelatedSource;
  @Public('float', 'How related it is; null for a pinned story.', { nullable: true, graphql: false })
  score: number | null;
  @Public(() => [RelatedReason], 'Why it is here.', { graphql: false }) reasons: RelatedReason[];
}

/** What REST gives for a story's related stories. */
export const RelatedStoryList = listOf('RelatedStory', () => RelatedStory);
