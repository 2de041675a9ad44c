import { ObjectType } from '@nestjs/graphql';
import { listOf } from '../platform/api/list.view.js';
import { Node } from '../platform/api/node.view.js';
import { Public } from '../platform/api/view.js';

@ObjectType({ implements: () => [Node], description: 'A subject that stories share across sections.' })
export class Tag implements Node {
  @Public('id', 'Identifier.') id: string;
  @Public('text', 'Name in addresses.') slug: string;
  @Public('text', 'Name as shown.') name: string;
  @Public('url', 'Address of the tag on the site.') url: string;
}

/** One page of tags. */
export const TagList = listOf('Tag', () => Tag);
