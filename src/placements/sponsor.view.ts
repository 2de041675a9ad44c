import { ObjectType } from '@nestjs/graphql';
import { listOf } from '../platform/api/list.view.js';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';

@ObjectType({ description: 'A sponsor, as those see it who sell slots.' })
export class ManagedSponsor {
  @Public('id', 'Identifier.') id: string;
  @Public('text', 'Name for programs.') slug: string;
  @Public('text', 'Name as shown.') name: string;
  @Public('url', 'Web site.', { nullable: true }) url: string | null;
  @Public('truth', 'Whether its slots may stand in stories marked sensitive.') allowSensitive: boolean;
  @Public('int', 'Counts the changes; an edit says which one it is based on.') version: number;
  @Public('instant', 'When it was made.') createdAt: string;
  @Public('instant', 'When it last changed.') updatedAt: string;
}

/** One page of sponsors. */
export const ManagedSponsorList = listOf('ManagedSponsor', () => ManagedSponsor);

@ObjectType({ description: 'What came of writing a sponsor.' })
export class SponsorPayload {
  @Public(() => ManagedSponsor, 'The sponsor as it is now.', { nullable: true })
  sponsor: ManagedSponsor | null;
  @Public(() => [InputFault], 'Why nothing was written; empty when it was.') errors: InputFault[];
}

@ObjectType({ description: 'What came of deleting a sponsor.' })
export class DeleteSponsorPayload {
  @Public('text', 'The sponsor that was deleted, as it was named.', { nullable: true })
  deleted: string | null;
  @Public(() => [InputFault], 'Why nothing was deleted; empty when it was.') errors: InputFault[];
}
