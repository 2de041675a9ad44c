import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { listOf } from '../platform/api/list.view.js';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';
import { Section, SectionRef } from '../sections/section.view.js';

export enum PartnerContent {
  FULL = 'full',
  EXCERPT = 'excerpt',
}
registerEnumType(PartnerContent, {
  name: 'PartnerContent',
  description: 'How much of a story a partner may have.',
  valuesMap: {
    FULL: { description: 'The whole story.' },
    EXCERPT: { description: 'Its first words.' },
  },
});

@ObjectType({ description: 'Somebody who takes stories over, and what of them it may have.' })
export class Partner {
  @Public('id', 'Identifier.') id: string;
  @Public('text', 'Name.') name: string;
  @Public(
    () => [SectionRef],
    'It may have the stories of these sections and those below; of all when empty.',
    {
      graphql: () => [Section],
    },
  )
  sections: SectionRef[];
  @Public(
    'text',
    'It may have stories in these languages (BCP 47), `en` meaning `en-GB` too; in all when empty.',
    {
      list: true,
    },
  )
  languages: string[];
  @Public('int', 'Minutes after its publication that it may have a story.') embargoMinutes: number;
  @Public({ enum: PartnerContent, name: 'PartnerContent' }, 'How much of a story it may have.')
  content: PartnerContent;
  @Public('truth', 'Whether it may have the pictures.') media: boolean;
  @Public('int', 'Requests a day (UTC) that all its keys together may make; null for any number.', {
    nullable: true,
  })
  dailyQuota: number | null;
  @Public('int', 'Requests that were made today (UTC).') requestsToday: number;
  @Public('instant', 'When its keys cease to be valid; null for never.', { nullable: true })
  endsAt: string | null;
  @Public('int', 'Counts the changes; an edit says which one it is based on.') version: number;
  @Public('text', 'Who made it.') createdBy: string;
  @Public('instant', 'When it was made.') createdAt: string;
  @Public('instant', 'When it last changed.') updatedAt: string;
}

/** One page of partners. */
export const PartnerList = listOf('Partner', () => Partner);

@ObjectType({ description: 'What came of writing a partner.' })
export class PartnerPayload {
  @Public(() => Partner, 'The partner as it is now.', { nullable: true }) partner: Partner | null;
  @Public(() => [InputFault], 'Why nothing was written; empty when it was.') errors: InputFault[];
}

@ObjectType({ description: 'What came of deleting a partner.' })
export class DeletePartnerPayload {
  @Public('id', 'The partner that was deleted.', { nullable: true }) deletedId: string | null;
  @Public(() => [InputFault], 'Why nothing was deleted; empty when it was.') errors: InputFault[];
}
