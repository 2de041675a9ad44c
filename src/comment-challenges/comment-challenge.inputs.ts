import { Field, ID, InputType } from '@nestjs/graphql';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

@InputType({ description: 'What a challenge is asked for.' })
export class CommentChallengeInput {
  @Field(() => ID, { description: 'Id or slug of the story.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  articleId: string;
}
