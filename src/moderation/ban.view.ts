import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { listOf } from '../platform/api/list.view.js';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';

export enum BanKind {
  EMAIL = 'email',
  READER = 'reader',
  NETWORK = 'network',
}
registerEnumType(BanKind, {
  name: 'BanKind',
  description: 'By what somebody is known who is banned.',
  valuesMap: {
    EMAIL: { description: 'An e-mail address.' },
    READER: { description: 'A reader who is signed in elsewhere.' },
    NETWORK: { description: 'A range of network addresses.' },
  },
});

@ObjectType({
  description: 'Somebody whose comments are not taken. It does not say who, but for a range of addresses.',
})
export class CommentBan {
  @Public('id', 'Identifier.') id: string;
  @Public({ enum: BanKind, name: 'BanKind' }, 'By what they are known.') kind: BanKind;
  @Public('text', 'The range of addresses in CIDR notation; null for other kinds.', { nullable: true })
  network: string | null;
  @Public('text', 'Why.') reason: string;
  @Public('truth', 'Whether it holds now: it was not lifted and its time is not over.') active: boolean;
  @Public('text', 'Who banned them.') createdBy: string;
  @Public('instant', 'When.') createdAt: string;
  @Public('instant', 'Until when; null for a ban without end.', { nullable: true }) expiresAt: string | null;
  @Public('text', 'Who lifted it.', { nullable: true }) liftedBy: string | null;
  @Public('instant', 'When it was lifted.', { nullable: true }) liftedAt: string | null;
}

/** One page of bans. */
export const CommentBanList = listOf('CommentBan', () => CommentBan);

@ObjectType({ description: 'What came of a ban.' })
export class CommentBanPayload {
  @Public(() => CommentBan, 'The ban as it is now.', { nullable: true }) commentBan: CommentBan | null;
  @Public(() => [InputFault], 'Why nothing was done; empty otherwise.') errors: InputFault[];
}
