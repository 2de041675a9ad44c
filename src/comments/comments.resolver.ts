import { Args, Info, Parent, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { Article } from '../articles/article.view.js';
import { graphqlSelection, planned } from '../platform/api/graphql-selection.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { findField } from '../platform/api/selection.js';
import type { Viewer } from '../platform/api/viewer.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { PlannedField } from '../platform/graphql/planned-field.js';
import { validateInput } from '../platform/http/validation.js';
import { AddCommentInput, CommentsArgs } from './comment.inputs.js';
import { AddCommentPayload } from './comment-written.view.js';
import { Comment, CommentForm, CommentList } from './comment.view.js';
import { CommentsService } from './comments.service.js';
import { RepliesArgs } from './replies.args.js';

@Resolver(() => Comment)
export class CommentsResolver {
  constructor(private readonly service: CommentsService) {}

  @WriteMutation(() => AddCommentPayload, { needs: 'anyone', description: 'Adds a comment to a story.' })
  async addComment(
    @Args('input', { type: () => AddCommentInput, description: 'What to add.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ comment: Comment; token: string }>> {
    const selection = findField(graphqlSelection(info), 'comment')?.children ?? [];
    return payloadOf(['comment', 'token'], async () => {
      const input = await validateInput(AddCommentInput, raw);
      const reference = input.articleId;
      const { comment, token } = await this.service.add({
        viewer,
        reference,
        input,
        selection,
        now: new Date(),
      });
      return { comment, token };
    });
  }

  @PlannedField(() => CommentList, {
    description: 'Replies; oldest first and three, unless asked otherwise.',
  })
  replies(@Parent() comment: Comment, @Args() _args: RepliesArgs, @Info() info: GraphQLResolveInfo): object {
    return planned(comment, info);
  }
}

/** What comments add to a story. */
@Resolver(() => Article)
export class ArticleCommentsResolver {
  @PlannedField(() => CommentList, { description: "Readers' comments." })
  comments(
    @Parent() article: Article,
    @Args() _args: CommentsArgs,
    @Info() info: GraphQLResolveInfo,
  ): object {
    return planned(article, info);
  }

  @PlannedField(() => CommentForm, { description: 'For "Leave a Reply".' })
  commentForm(@Parent() article: Article & { commentForm: CommentForm }): CommentForm {
    return article.commentForm;
  }
}
