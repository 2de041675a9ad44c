import { ObjectType } from '@nestjs/graphql';
import { listOf } from '../platform/api/list.view.js';
import { Node } from '../platform/api/node.view.js';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';

@ObjectType({ implements: () => [Node], description: 'A subject that stories share across sections.' })
export class Tag implements Node {
  @Public('id', 'Identifier.') id: string;
  @Public('text', 'Name in addresses.') slug: string;
  @Public('text', 'Name as shown.') name: string;
  @Public('url', 'Address of the tag on the site.') url: string;
  @Public('int', 'Counts the changes; an edit says which one it is based on.') version: number;
}

/** One page of tags. */
export const TagList = listOf('Tag', () => Tag);

@ObjectType({ description: 'What came of writing a tag.' })
export class TagPayload {
  @Public(() => Tag, 'The tag as it is now.', { nullable: true }) tag: Tag | null;
  @Public(() => [InputFault], 'Why nothing was written; empty when it was.') errors: InputFault[];
}

@ObjectType({ description: 'What came of deleting a tag.' })
export class DeleteTagPayload {
  @Public('text', 'Slug of what was deleted.', { nullable: true }) deleted: string | null;
  @Public(() => [InputFault], 'Why nothing was deleted; empty when it was.') errors: InputFault[];
}
