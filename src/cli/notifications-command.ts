import { StuckNoticesService, type StuckNotice } from '../notifications/stuck-notices.service.js';
import { withApplication } from './application.js';
import { type Command, EXIT } from './arguments.js';

type NotificationsCommand = Extract<Command, { name: 'notifications' }>;

/** Lists e-mails of which nobody knows whether they went out, or deals with one. Gives the exit status. */
export function notificationsCommand(command: NotificationsCommand): Promise<number> {
  return withApplication(async (app) => {
    const notices = app.get(StuckNoticesService, { strict: false });
    if (command.action === 'stuck') {
      const stuck = await notices.find();
      process.stdout.write(command.json ? `${JSON.stringify(stuck, null, 2)}\n` : textOf(stuck));
      return EXIT.done;
    }
    const { action, id } = command;
    const done = await (action === 'resend' ? notices.resend(id) : notices.dismiss(id));
    if (!done) throw new Error(`There is no stuck e-mail ${id}, or nobody to send it to any more.`);
    process.stdout.write(done === true ? 'It is listed no more.\n' : RESENT[done]);
    return EXIT.done;
  });
}

const RESENT = {
  asked: 'A running server sends it, if its reader still wants it then.\n',
  dropped: 'Its reader does not want it any more: nothing is sent, and it is listed no more.\n',
} as const;

const textOf = (stuck: readonly StuckNotice[]): string =>
  stuck.length === 0
    ? 'No e-mail is stuck.\n'
    : stuck
        .map(({ id, kind, since, commentId }) =>
          [id, kind.padEnd(12), since.toISOString(), commentId ?? 'erased'].join('  '),
        )
        .join('\n')
        .concat('\n');
