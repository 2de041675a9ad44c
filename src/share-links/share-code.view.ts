import { ObjectType } from '@nestjs/graphql';
import { listOf } from '../platform/api/list.view.js';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';

@ObjectType({ description: 'A short link to a story: the one that it always has, or one of a campaign.' })
export class ShareCode {
  @Public('text', 'The code.') code: string;
  @Public('id', 'The story that it leads to.') articleId: string;
  @Public('url', 'The short address; `/{network}` after it says where it was shared.') shortUrl: string;
  @Public('url', 'Picture of a QR code that leads to the short address.') qrUrl: string;
  @Public('text', 'The campaign, which visitors bring along as `utm_campaign`; null for the usual link.', {
    nullable: true,
  })
  campaign: string | null;
  @Public('truth', 'Whether its time is not over.') active: boolean;
  @Public('int', 'Visits of people, through any network.') visits: number;
  @Public('instant', 'When it was made.') createdAt: string;
  @Public('instant', 'Until when it leads to the story; null for a link without end.', { nullable: true })
  expiresAt: string | null;
}

/** One page of short links. */
export const ShareCodeList = listOf('ShareCode', () => ShareCode);

@ObjectType({ description: 'What came of a short link.' })
export class ShareCodePayload {
  @Public(() => ShareCode, 'The link as it is now.', { nullable: true }) shareCode: ShareCode | null;
  @Public(() => [InputFault], 'Why nothing was done; empty otherwise.') errors: InputFault[];
}
