import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { Image } from '../media/image.view.js';
import { listOf } from '../platform/api/list.view.js';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';
import { Section, SectionRef } from '../sections/section.view.js';
import { Tag } from '../tags/tag.view.js';
import { ManagedSponsor } from './sponsor.view.js';

export enum PlacementRuleKind {
  TOP = 'top',
  END = 'end',
  AFTER_WORDS = 'afterWords',
  EVERY_BLOCKS = 'everyBlocks',
}
registerEnumType(PlacementRuleKind, {
  name: 'PlacementRuleKind',
  description: 'How a sponsor slot finds its place in a story.',
  valuesMap: {
    TOP: { description: 'Above the story.' },
    END: { description: 'Below the story.' },
    AFTER_WORDS: { description: 'In the text, after so many words.' },
    EVERY_BLOCKS: { description: 'In the text, after every so many blocks.' },
  },
});

export enum PlacementState {
  UPCOMING = 'upcoming',
  RUNNING = 'running',
  ENDED = 'ended',
}
registerEnumType(PlacementState, {
  name: 'PlacementState',
  description: 'Whether a sponsor slot runs now.',
  valuesMap: {
    UPCOMING: { description: 'Its time is yet to come.' },
    RUNNING: { description: 'It stands in stories.' },
    ENDED: { description: 'Its time is over.' },
  },
});

@ObjectType({ description: 'How a sponsor slot finds its place in a story.' })
export class PlacementRule {
  @Public({ enum: PlacementRuleKind, name: 'PlacementRuleKind' }, 'What it goes by.') kind: PlacementRuleKind;
  @Public('int', 'Words before the slot, or blocks before each; null above and below the story.', {
    nullable: true,
  })
  amount: number | null;
  @Public('int', 'How often it stands in one story at most; null for once.', { nullable: true })
  most: number | null;
}

@ObjectType({ description: 'A sponsor slot, as those see it who sell it.' })
export class ManagedPlacement {
  @Public('id', 'Identifier.') id: string;
  @Public(() => ManagedSponsor, 'Who pays for it.') sponsor: ManagedSponsor;
  @Public({ enum: PlacementState, name: 'PlacementState' }, 'Whether it runs now.') state: PlacementState;
  @Public('text', 'Kind of slot.') slot: string;
  @Public('text', 'What stands beside it, so that readers know it is paid for.') label: string;
  @Public('text', 'Its text.', { nullable: true }) text: string | null;
  @Public(() => Image, 'Its picture.', { nullable: true }) image: Image | null;
  @Public('url', 'Where it leads.') href: string;
  @Public('url', 'The link that stories show, which counts the visit and leads there.') clickUrl: string;
  @Public(() => PlacementRule, 'How it finds its place.') rule: PlacementRule;
  @Public('int', 'Of slots that ask for the same place, the one with the lower position gets it.')
  position: number;
  @Public('int', 'It stands in no story with fewer words.') minWords: number;
  @Public('instant', 'It runs from then on; null for at once.', { nullable: true }) startsAt: string | null;
  @Public('instant', 'It runs until then; null for without end.', { nullable: true }) endsAt: string | null;
  @Public(() => [SectionRef], 'It stands in these sections and those below; in all where there are none.', {
    graphql: () => [Section],
  })
  sections: SectionRef[];
  @Public(() => [Tag], 'It stands in stories with any of these tags; whatever the tags where there are none.')
  tags: Tag[];
  @Public(
    'int',
    'How many tags it was sold for that are deleted: they match no story, and are left out of `tags`.',
  )
  deletedTags: number;
  @Public(
    'text',
    'It stands in stories of these languages (BCP 47), `en` meaning `en-GB` too; of all if none.',
    {
      list: true,
    },
  )
  languages: string[];
  @Public('int', 'Counts the changes; an edit says which one it is based on.') version: number;
  @Public('instant', 'When it was made.') createdAt: string;
  @Public('instant', 'When it last changed.') updatedAt: string;
}

/** One page of sponsor slots. */
export const ManagedPlacementList = listOf('ManagedPlacement', () => ManagedPlacement);

@ObjectType({ description: 'What came of writing a sponsor slot.' })
export class PlacementPayload {
  @Public(() => ManagedPlacement, 'The slot as it is now.', { nullable: true })
  placement: ManagedPlacement | null;
  @Public(() => [InputFault], 'Why nothing was written; empty when it was.') errors: InputFault[];
}

@ObjectType({ description: 'What came of deleting a sponsor slot.' })
export class DeletePlacementPayload {
  @Public('id', 'Id of what was deleted.', { nullable: true }) deleted: string | null;
  @Public(() => [InputFault], 'Why nothing was deleted; empty when it was.') errors: InputFault[];
}
