import { Injectable } from '@nestjs/common';
import { Task } from '../platform/jobs/task.js';
import { replyLetter } from './letters.js';
import { NoticeQuery } from './notice.query.js';
import { NoticesService } from './notices.service.js';

/** Tells the author of a comment of a reply that has come to sight. Asked for by the trigger `activity_notifies`. */
@Injectable()
export class ReplyTask extends Task<{ replyId: string }> {
  readonly name = 'notifyOfReply';

  constructor(
    private readonly query: NoticeQuery,
    private readonly notices: NoticesService,
  ) {
    super();
  }

  async run({ replyId }: { replyId: string }): Promise<void> {
    const now = new Date();
    const notice = await this.query.of(replyId);
    const claim = notice && (await this.notices.claimReply(replyId, now));
    if (claim) await this.notices.send(claim, (links) => replyLetter(notice, links), now);
  }
}
