import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsEmail, IsNotEmpty, IsOptional, IsString, IsUrl, IsUUID, MaxLength } from 'class-validator';
import { normaliseCommentText } from '../body/comment-text.js';
import { ConnectionArgs } from '../platform/api/connection.args.js';
import { oneOf } from '../platform/http/query.js';
import { COMMENT_LIMITS } from './comment-limits.js';
import { CommentSort } from './comment.view.js';

export const commentSortParameter = oneOf({
  description: 'Order of the comments; `newest` when absent, `oldest` for the replies to a comment.',
  values: Object.values(CommentSort),
}).optional();

@ArgsType()
export class CommentsArgs extends ConnectionArgs {
  @Field(() => CommentSort, { nullable: true, description: 'Order; newest first when absent.' })
  sort?: CommentSort | null;
}

const Trimmed = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

/** What a reader sends with a comment. */
@InputType({ isAbstract: true })
export class CommentInput {
  @Field({ description: 'Name to show.' })
  @ApiProperty({ description: 'Name to show.', minLength: 1, maxLength: COMMENT_LIMITS.name })
  @Trimmed()
  @IsString()
  @IsNotEmpty()
  @MaxLength(COMMENT_LIMITS.name)
  name: string;

  @Field({ description: 'E-mail address; never published.' })
  @ApiProperty({
    description: 'E-mail address; kept encrypted and never given out.',
    format: 'email',
    maxLength: COMMENT_LIMITS.email,
  })
  @Trimmed()
  @IsEmail()
  @MaxLength(COMMENT_LIMITS.email)
  email: string;

  @Field(() => String, { nullable: true, description: 'Web site to link the name to.' })
  @ApiProperty({
    description: 'Web site to link the name to.',
    type: String,
    nullable: true,
    required: false,
    format: 'uri',
    maxLength: COMMENT_LIMITS.website,
  })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() || null : value))
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true })
  @MaxLength(COMMENT_LIMITS.website)
  website?: string | null;

  @Field({ description: 'The comment, as plain text; links in it become links.' })
  @ApiProperty({
    description: 'The comment, as plain text; links in it become links.',
    minLength: 1,
    maxLength: COMMENT_LIMITS.body,
  })
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? normaliseCommentText(value) : value,
  )
  @IsString()
  @IsNotEmpty()
  @MaxLength(COMMENT_LIMITS.body)
  body: string;

  @Field(() => ID, { nullable: true, description: 'The comment it answers.' })
  @ApiProperty({
    description: 'The comment it answers.',
    type: String,
    format: 'uuid',
    nullable: true,
    required: false,
  })
  @IsOptional()
  @IsUUID()
  parentId?: string | null;

  @Field(() => String, { nullable: true, description: 'Solution of the challenge, when the form names one.' })
  @ApiProperty({
    description: 'Solution of the challenge, when the form names one.',
    type: String,
    nullable: true,
    required: false,
    maxLength: 5_000,
  })
  @IsOptional()
  @IsString()
  @MaxLength(5_000)
  challenge?: string | null;
}

@InputType({ description: 'A comment to add to a story.' })
export class AddCommentInput extends CommentInput {
  @Field(() => ID, { description: 'Id or slug of the story.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  articleId: string;
}
