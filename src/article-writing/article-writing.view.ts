import { ObjectType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Article } from '../articles/article.view.js';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';

/** What a mutation of a story gives. Each has a payload of its own, so that one may get more fields than the others. */
function articlePayload(name: string, description: string) {
  @ObjectType(name, { description })
  class ArticlePayload {
    @Public(() => Article, 'The story as it is now, with its draft.', { nullable: true })
    article: Article | null;
    @Public(() => [InputFault], 'Why nothing was done; empty when it was.') errors: InputFault[];
  }
  return ArticlePayload;
}

export const CreateArticlePayload = articlePayload('CreateArticlePayload', 'What came of making a story.');
export const UpdateArticlePayload = articlePayload('UpdateArticlePayload', 'What came of changing a story.');
export const PublishArticlePayload = articlePayload(
  'PublishArticlePayload',
  'What came of publishing a story.',
);
export const UnpublishArticlePayload = articlePayload(
  'UnpublishArticlePayload',
  'What came of taking a story back.',
);
export const RetractArticlePayload = articlePayload(
  'RetractArticlePayload',
  'What came of retracting a story.',
);
export const CorrectArticlePayload = articlePayload(
  'CorrectArticlePayload',
  'What came of correcting a story.',
);
export const RestoreArticleRevisionPayload = articlePayload(
  'RestoreArticleRevisionPayload',
  'What came of restoring a revision.',
);

@ObjectType({ description: 'What came of deleting a story.' })
export class DeleteArticlePayload {
  @Public('id', 'The story that is gone.', { nullable: true }) id: string | null;
  @Public(() => [InputFault], 'Why nothing was done; empty when it was.') errors: InputFault[];
}

@ApiSchema({ description: 'From when and until when a pin stands beside a story.' })
@ObjectType({ description: 'From when and until when a pin stands beside a story.' })
export class PinPeriod {
  @Public('id', 'Id of the story that is pinned.') id: string;
  @Public('instant', 'It stands from then on.', { nullable: true }) from: string | null;
  @Public('instant', 'It stands until then.', { nullable: true }) until: string | null;
}

@ApiSchema({ description: 'What editors said of the stories beside a story.' })
@ObjectType({ description: 'What editors said of the stories beside a story.' })
export class RelatedChoice {
  @Public('id', 'Ids of stories that come first, in order.', { list: true }) pins: string[];
  @Public('id', 'Ids of stories that never stand beside it.', { list: true }) exclusions: string[];
  @Public('truth', 'Whether it is never computed to stand beside others.') neverRecommend: boolean;
  @Public(() => [PinPeriod], 'Of pins that do not stand for good; REST leaves it out when there are none.', {
    optional: true,
  })
  pinPeriods?: PinPeriod[];
}

@ObjectType({ description: 'What came of arranging the stories beside a story.' })
export class ArrangeRelatedPayload {
  @Public(() => RelatedChoice, 'What holds now.', { nullable: true }) related: RelatedChoice | null;
  @Public(() => Article, 'The story as it is now, with its draft.', { nullable: true })
  article: Article | null;
  @Public(() => [InputFault], 'Why nothing was done; empty when it was.') errors: InputFault[];
}
