import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Image } from '../media/image.view.js';
import { Public } from '../platform/api/view.js';

export enum PlacementKind {
  TOP = 'top',
  BEFORE = 'before',
  AFTER = 'after',
  END = 'end',
}
registerEnumType(PlacementKind, {
  name: 'PlacementKind',
  description: 'Where a sponsor slot stands.',
  valuesMap: {
    TOP: { description: 'Above the story.' },
    BEFORE: { description: 'Before a block.' },
    AFTER: { description: 'After a block.' },
    END: { description: 'Below the story.' },
  },
});

@ObjectType({ description: 'Where a sponsor slot stands in a story.' })
export class PlacementPosition {
  @Public(
    { enum: PlacementKind, name: 'PlacementKind' },
    'Above the story, beside a block, or below the story.',
  )
  kind: PlacementKind;
  @Public(
    'text',
    'Key of the block it stands beside, in a list that of the last item; null above and below the story.',
    { nullable: true },
  )
  blockKey: string | null;
}

@ObjectType({ description: 'Who pays for a slot.' })
export class Sponsor {
  @Public('text', 'Name.') name: string;
  @Public('url', 'Web site.', { nullable: true }) url: string | null;
}

@ObjectType({ description: 'A sponsor slot in a story.' })
export class Placement {
  @Public('id', 'Identifier.') id: string;
  @Public('text', 'Kind of slot.') slot: string;
  @Public(() => PlacementPosition, 'Where it stands.') position: PlacementPosition;
  @Public(() => Sponsor, 'Who pays for it.') sponsor: Sponsor;
  @Public('text', 'What must stand beside it, so that readers know it is paid for.') label: string;
  @Public('text', 'Its text.', { nullable: true }) text: string | null;
  @Public(() => Image, 'Its picture.', { nullable: true }) image: Image | null;
  @Public('url', 'Link that counts the visit and leads to the sponsor.') href: string;
  @Public('text', 'Ready value of the HTML attribute.') rel: string;
}

@ApiSchema({ description: 'The sponsor slots of a story.' })
export class PlacementList {
  @Public(() => [Placement], 'From the top of the story to its end.', { graphql: false }) items: Placement[];
}
