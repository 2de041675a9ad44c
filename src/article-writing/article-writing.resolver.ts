import { Args, ID, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import type { Saving } from '../articles/article-draft.js';
import type { Target, Written } from '../articles/article-stock.service.js';
import { Article } from '../articles/article.view.js';
import { ArticlesQuery } from '../articles/articles.query.js';
import { graphqlSelection } from '../platform/api/graphql-selection.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { Needs } from '../platform/api/needs.js';
import { findField } from '../platform/api/selection.js';
import type { Viewer } from '../platform/api/viewer.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import {
  ArrangeRelatedInput,
  CorrectArticleInput,
  CreateArticleInput,
  DeleteArticleInput,
  PublishArticleInput,
  RestoreArticleRevisionInput,
  RetractArticleInput,
  UnpublishArticleInput,
  UpdateArticleInput,
} from './article-writing.inputs.js';
import { ArticleWritingService } from './article-writing.service.js';
import {
  ArrangeRelatedPayload,
  CorrectArticlePayload,
  CreateArticlePayload,
  DeleteArticlePayload,
  PublishArticlePayload,
  RelatedChoice,
  RestoreArticleRevisionPayload,
  RetractArticlePayload,
  UnpublishArticlePayload,
  UpdateArticlePayload,
} from './article-writing.view.js';
import { publicationOf } from './new-article.js';
import { RelatedChoiceQuery } from './related-choice.query.js';

type ArticleAnswer = Promise<Payload<{ article: Article }>>;
type InputClass<Input> = new () => Input;
interface About {
  readonly articleId: string;
  readonly version: number;
}
/** A mutation's argument before it is checked, who sends it, and what is asked of the answer. */
interface Asked {
  readonly raw: object;
  readonly viewer: Viewer;
  readonly info: GraphQLResolveInfo;
}

const needs = 'content:write';

@Resolver(() => Article)
export class ArticleWritingResolver {
  constructor(
    private readonly writing: ArticleWritingService,
    private readonly articles: ArticlesQuery,
    private readonly choices: RelatedChoiceQuery,
  ) {}

  @WriteMutation(() => CreateArticlePayload, { needs, description: 'Makes a story, which is a draft.' })
  createArticle(
    @Args('input', { type: () => CreateArticleInput, description: 'What to make.' }) raw: object,
    @CurrentViewer() { actor }: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): ArticleAnswer {
    return payloadOf(['article'], async () => {
      const input = await validateInput(CreateArticleInput, raw);
      const { id } = await this.writing.create(input, { actor, now: new Date() });
      return { article: await this.written(id, info) };
    });
  }

  @WriteMutation(() => UpdateArticlePayload, {
    needs,
    description: 'Changes a story. The content of a published one goes into a draft beside it.',
  })
  updateArticle(
    @Args('input', { type: () => UpdateArticleInput, description: 'What to change.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): ArticleAnswer {
    return this.article(UpdateArticleInput, { raw, viewer, info }, (input, target, saving) =>
      this.writing.edit(target, input, saving),
    );
  }

  @WriteMutation(() => PublishArticlePayload, { needs, description: 'Publishes a story, now or later.' })
  publishArticle(
    @Args('input', { type: () => PublishArticleInput, description: 'What to publish.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): ArticleAnswer {
    return this.article(PublishArticleInput, { raw, viewer, info }, (input, target, saving) =>
      this.writing.publish(target, publicationOf(input), saving),
    );
  }

  @WriteMutation(() => UnpublishArticlePayload, { needs, description: 'Takes a story back.' })
  unpublishArticle(
    @Args('input', { type: () => UnpublishArticleInput, description: 'What to take back.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): ArticleAnswer {
    return this.article(UnpublishArticleInput, { raw, viewer, info }, ({ reason }, target, saving) =>
      this.writing.unpublish(target, { reason: reason ?? null }, saving),
    );
  }

  @WriteMutation(() => RetractArticlePayload, { needs, description: 'Withdraws a story for good.' })
  retractArticle(
    @Args('input', { type: () => RetractArticleInput, description: 'What to withdraw.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): ArticleAnswer {
    return this.article(RetractArticleInput, { raw, viewer, info }, (input, target, saving) =>
      this.writing.retract(target, input, saving),
    );
  }

  @WriteMutation(() => CorrectArticlePayload, {
    needs,
    description: 'Adds a note to a story that readers have seen.',
  })
  correctArticle(
    @Args('input', { type: () => CorrectArticleInput, description: 'What to add.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): ArticleAnswer {
    return this.article(CorrectArticleInput, { raw, viewer, info }, ({ kind, text }, target, saving) =>
      this.writing.correct(target, { kind, text }, saving),
    );
  }

  @WriteMutation(() => RestoreArticleRevisionPayload, {
    needs,
    description: 'Makes an earlier revision of a story the newest one, as a draft.',
  })
  restoreArticleRevision(
    @Args('input', { type: () => RestoreArticleRevisionInput, description: 'What to restore.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): ArticleAnswer {
    return this.article(RestoreArticleRevisionInput, { raw, viewer, info }, (input, target, saving) =>
      this.writing.restore(target, { number: input.number, reason: input.reason ?? null }, saving),
    );
  }

  @Query(() => RelatedChoice, {
    nullable: true,
    description: 'What editors said of the stories beside a story.',
  })
  @Needs('content:write')
  relatedChoice(
    @Args('articleId', { type: () => ID, description: 'Id or slug of the story.' }) reference: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RelatedChoice> {
    return this.choices.inGraphql(info, reference);
  }

  @WriteMutation(() => ArrangeRelatedPayload, { needs, description: 'Arranges the stories beside a story.' })
  arrangeRelated(
    @Args('input', { type: () => ArrangeRelatedInput, description: 'What to arrange.' }) raw: object,
    @CurrentViewer() { actor }: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ related: RelatedChoice; article: Article }>> {
    return payloadOf(['related', 'article'], async () => {
      const input = await validateInput(ArrangeRelatedInput, raw);
      const { id } = await this.writing.arrange(targetOf(input), input, { actor, now: new Date() });
      const related = { pinPeriods: [], ...(await this.choices.written(id)) };
      return { related, article: await this.written(id, info) };
    });
  }

  @WriteMutation(() => DeleteArticlePayload, {
    needs,
    description: 'Deletes a story with its revisions and comments. Its slugs stay taken.',
  })
  deleteArticle(
    @Args('input', { type: () => DeleteArticleInput, description: 'What to delete.' }) raw: object,
    @CurrentViewer() { actor }: Viewer,
  ): Promise<Payload<{ id: string }>> {
    return payloadOf(['id'], async () => {
      const input = await validateInput(DeleteArticleInput, raw);
      const { id } = await this.writing.remove(targetOf(input), { actor, now: new Date() });
      return { id };
    });
  }

  private article<Input extends About>(
    type: InputClass<Input>,
    { raw, viewer, info }: Asked,
    work: (input: Input, target: Target, saving: Saving) => Promise<Written>,
  ): ArticleAnswer {
    return payloadOf(['article'], async () => {
      const input = await validateInput(type, raw);
      const { id } = await work(input, targetOf(input), { actor: viewer.actor, now: new Date() });
      return { article: await this.written(id, info) };
    });
  }

  private written(id: string, info: GraphQLResolveInfo): Promise<Article> {
    return this.articles.written(id, findField(graphqlSelection(info), 'article')?.children ?? []);
  }
}

const targetOf = ({ articleId, version }: About): Target => ({ reference: articleId, basedOn: [version] });
