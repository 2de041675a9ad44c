import { ObjectType } from '@nestjs/graphql';
import { Image } from '../media/image.view.js';
import { listOf } from '../platform/api/list.view.js';
import { Node } from '../platform/api/node.view.js';
import { Public } from '../platform/api/view.js';

@ObjectType({ description: 'A link that an author shows.' })
export class AuthorLink {
  @Public('text', 'Text of the link.') label: string;
  @Public('url', 'Where it leads.') url: string;
}

@ObjectType({ isAbstract: true, description: 'An author, in short.' })
export class AuthorRef {
  @Public('id', 'Identifier.') id: string;
  @Public('text', 'Name in addresses.') slug: string;
  @Public('text', 'Name as shown.') name: string;
  @Public('url', 'Address of the author on the site.') url: string;
}

@ObjectType({ implements: () => [Node], description: 'Someone who signs stories.' })
export class Author extends AuthorRef implements Node {
  @Public('text', 'Who the author is.', { nullable: true }) bio: string | null;
  @Public(() => Image, 'Portrait.', { nullable: true }) avatar: Image | null;
  @Public(() => [AuthorLink], 'Where else the author is found.') links: AuthorLink[];
}

/** One page of authors. */
export const AuthorList = listOf('Author', () => Author);
