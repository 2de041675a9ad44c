import { ObjectType } from '@nestjs/graphql';
import { Image } from '../media/image.view.js';
import { listOf } from '../platform/api/list.view.js';
import { Node } from '../platform/api/node.view.js';
import { InputFault } from '../platform/api/mutation.view.js';
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
  @Public('int', 'Counts the changes; an edit says which one it is based on.') version: number;
}

/** One page of authors. */
export const AuthorList = listOf('Author', () => Author);

@ObjectType({ description: 'What came of writing an author.' })
export class AuthorPayload {
  @Public(() => Author, 'The author as it is now.', { nullable: true }) author: Author | null;
  @Public(() => [InputFault], 'Why nothing was written; empty when it was.') errors: InputFault[];
}

@ObjectType({ description: 'What came of deleting an author.' })
export class DeleteAuthorPayload {
  @Public('text', 'Slug of what was deleted.', { nullable: true }) deleted: string | null;
  @Public(() => [InputFault], 'Why nothing was deleted; empty when it was.') errors: InputFault[];
}
