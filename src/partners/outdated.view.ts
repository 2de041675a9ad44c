import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { Correction } from '../articles/article.view.js';
import { listOf } from '../platform/api/list.view.js';
import { Public } from '../platform/api/view.js';

export enum OutdatedKind {
  CORRECTED = 'corrected',
  RETRACTED = 'retracted',
  UNPUBLISHED = 'unpublished',
  EXPIRED = 'expired',
  DELETED = 'deleted',
  RIGHTS_CHANGED = 'rightsChanged',
}
registerEnumType(OutdatedKind, {
  name: 'OutdatedKind',
  description: 'Why a copy of a story is not to be shown as it is.',
  valuesMap: {
    CORRECTED: { description: 'A note was added to the story: fetch it again.' },
    RETRACTED: { description: 'The story was withdrawn for good: take the copy down, and show the notice.' },
    UNPUBLISHED: { description: 'The story was taken back: take the copy down.' },
    EXPIRED: { description: 'The time of the story is over: take the copy down.' },
    DELETED: { description: 'The story is gone: take the copy down.' },
    RIGHTS_CHANGED: { description: 'It may not be shown by this partner any more: take the copy down.' },
  },
});

@ObjectType({ description: 'A copy of a story that a partner has, and that is out of date.' })
export class OutdatedCopy {
  @Public('id', 'The story.') articleId: string;
  @Public({ enum: OutdatedKind, name: 'OutdatedKind' }, 'Why it is out of date.') kind: OutdatedKind;
  @Public('int', 'Version of the story that the partner has; 0 where it was only told that it is there.')
  heldVersion: number;
  @Public('instant', 'When the partner was given it.') receivedAt: string;
  @Public('int', 'Version of the story now; null when it is gone.', { nullable: true }) version:
    number | null;
  @Public('text', 'Slug of the story now; null when it is gone.', { nullable: true }) slug: string | null;
  @Public('text', 'Its headline; null where the partner may not have it any more.', { nullable: true })
  headline: string | null;
  @Public('text', 'Why it was retracted, for readers; null for a story that is not.', { nullable: true })
  notice: string | null;
  @Public(() => [Correction], 'Notes that were added since, oldest first.') corrections: Correction[];
}

/** One page of copies. */
export const OutdatedCopyList = listOf('OutdatedCopy', () => OutdatedCopy);
