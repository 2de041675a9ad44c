import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  IsBoolean,
  IsEmail,
  IsISO8601,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  IsUUID,
  MaxLength,
  Matches,
} from 'class-validator';
import { ConnectionArgs } from '../platform/api/connection.args.js';
import { invalidParameter } from '../platform/api/errors.js';
import { oneOf } from '../platform/http/query.js';
import { COMMENT_LIMITS } from './comment-limits.js';
import { CommentSort } from './comment.view.js';
import { commentBody, ReadableBody, ReadableName, readerName } from './reader-text.js';

export const commentSortParameter = oneOf({
  description: 'Order of the comments; `newest` when absent, `oldest` for the replies to a comment.',
  values: Object.values(CommentSort),
}).optional();

/**
 * A comment is opened with its thread, which has no sort and no pages; those that were put forward stand in no thread.
 * @throws DomainError INVALID_PARAMETER for a parameter that would be ignored
 */
export function checkTogether({
  around,
  parent,
  featured,
  count,
  fields: _fields,
  ...others
}: Readonly<Record<string, unknown>>): void {
  if (featured && parent !== undefined)
    throw invalidParameter('featured', 'featured does not go with parent.');
  if (around === undefined) return;
  const given = { ...others, parent, featured: featured || undefined, count: count || undefined };
  const [ignored] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  if (ignored) throw invalidParameter(ignored, `${ignored} does not go with around.`);
}

@ArgsType()
export class CommentsArgs extends ConnectionArgs {
  @Field(() => CommentSort, { nullable: true, description: 'Order; newest first when absent.' })
  sort?: CommentSort | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether to give the comments that were put forward, replies among them.',
  })
  featured?: boolean | null;
}

/** Nothing that cannot be seen. */
const SEEN = /^[^\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*$/u;
/** And nothing that ends an attribute of HTML. */
const URL_SIGNS = /^[^\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\s"'<>`]*$/u;

/** Changes a text before it is judged; anything else is left for the rules to refuse. */
export const Text = (change: (text: string) => string | null) =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? change(value) : value));

@ApiSchema({ description: 'What a reader sends with a comment.' })
@InputType({ isAbstract: true })
export class CommentInput {
  @Field({ description: 'Name to show.' })
  @ApiProperty({ description: 'Name to show.', minLength: 1, maxLength: COMMENT_LIMITS.name })
  @Text(readerName)
  @ReadableName()
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
  @Text((email) => email.trim())
  @IsString()
  @IsEmail()
  @Matches(SEEN, { context: { code: 'INVALID_EMAIL' } })
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
  @Text((website) => website.trim() || null)
  @IsOptional()
  @IsString()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, disallow_auth: true })
  @Matches(URL_SIGNS, { context: { code: 'INVALID_URL' } })
  @MaxLength(COMMENT_LIMITS.website)
  website?: string | null;

  @Field({ description: 'The comment, in a subset of Markdown: emphasis, code, quotes, lists and links.' })
  @ApiProperty({
    description: 'The comment, in a subset of Markdown: emphasis, code, quotes, lists and links.',
    minLength: 1,
    maxLength: COMMENT_LIMITS.body,
  })
  @Text(commentBody)
  @ReadableBody()
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

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it is sent although moderators may not like it, as an earlier answer said.',
  })
  @ApiProperty({
    description: 'Whether it is sent although moderators may not like it, as an earlier answer said.',
    type: Boolean,
    nullable: true,
    required: false,
  })
  @IsOptional()
  @IsBoolean()
  insist?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether to be told of replies by e-mail.' })
  @ApiProperty({
    description: 'Whether to be told of replies by e-mail.',
    type: Boolean,
    nullable: true,
    required: false,
  })
  @IsOptional()
  @IsBoolean()
  notify?: boolean | null;

  @Field(() => String, { nullable: true, description: 'To be left empty: people do not see this field.' })
  @ApiProperty({
    description: 'To be left empty: people do not see this field.',
    type: String,
    nullable: true,
    required: false,
    maxLength: 500,
  })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  subject?: string | null;

  @Field(() => String, { nullable: true, description: 'When the form was opened.' })
  @ApiProperty({
    description: 'When the form was opened.',
    type: String,
    format: 'date-time',
    nullable: true,
    required: false,
  })
  @IsOptional()
  @IsISO8601({ strict: true })
  openedAt?: string | null;
}

@InputType({ description: 'A comment to add to a story.' })
export class AddCommentInput extends CommentInput {
  @Field(() => ID, { description: 'Id or slug of the story.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  articleId: string;
}
