import { ArgsType, Field, ID } from '@nestjs/graphql';
import { AS_OF } from '../platform/api/as-of.js';
import { DomainError, invalidParameter } from '../platform/api/errors.js';
import { GraphQLDateTime } from '../platform/graphql/scalars.js';
import { textFault } from '../platform/http/body-guard.js';

@ArgsType()
export class ArticleReferenceArgs {
  @Field(() => ID, { nullable: true, description: 'Its identifier.' }) id?: string | null;
  @Field(() => String, { nullable: true, description: 'Its slug, or one that it had before.' }) slug?:
    string | null;
  @Field(() => String, { nullable: true, description: 'A preview token, to see it as it will be.' })
  preview?: string | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: AS_OF }) asOf?: string | null;
}

/**
 * The id or the slug, whichever was given.
 * @throws DomainError INVALID_PARAMETER when neither or both were, or it is no text that could be one
 */
export function referenceOf({ id, slug }: ArticleReferenceArgs): string {
  const given = [id, slug].filter((value) => typeof value === 'string' && value !== '');
  if (given.length !== 1) {
    const detail = 'Give the id of a story or its slug, and not both.';
    throw new DomainError('INVALID_PARAMETER', 400, detail, {
      errors: [{ pointer: id ? 'slug' : 'id', code: 'INVALID_PARAMETER', detail }],
    });
  }
  const reference = given[0] as string;
  const fault = textFault(reference);
  const name = id ? 'id' : 'slug';
  if (fault !== undefined) throw invalidParameter(name, `${name} ${fault}.`);
  return reference;
}
