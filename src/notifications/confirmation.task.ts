import { Injectable } from '@nestjs/common';
import { Task } from '../platform/jobs/task.js';
import { confirmationLetter } from './letters.js';
import { NoticeQuery } from './notice.query.js';
import { NoticesService } from './notices.service.js';

/**
 * Asks the owner of an address whether they want to be told of replies, since anybody can give any address. Asked for
 * by the trigger `activity_notifies` when the comment has come to sight: what moderators hold back reaches nobody.
 */
@Injectable()
export class ConfirmationTask extends Task<{ commentId: string }> {
  readonly name = 'askForConfirmation';

  constructor(
    private readonly query: NoticeQuery,
    private readonly notices: NoticesService,
  ) {
    super();
  }

  async run({ commentId }: { commentId: string }): Promise<void> {
    const now = new Date();
    const notice = await this.query.of(commentId);
    const claim = notice && (await this.notices.claimConfirmation(commentId, now));
    if (claim) await this.notices.send(claim, (links) => confirmationLetter(notice, links), now);
  }
}
