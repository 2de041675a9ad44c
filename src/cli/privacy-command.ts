import { PrivacyService } from '../privacy/privacy.service.js';
import { withApplication } from './application.js';
import { type Command, EXIT } from './arguments.js';

type PrivacyCommand = Extract<Command, { name: 'privacy' }>;

/** Gives or erases what is kept about a reader. Gives the exit status. */
export async function privacyCommand({ action, email }: PrivacyCommand): Promise<number> {
  const records = await withApplication((app): Promise<object[]> => {
    const privacy = app.get(PrivacyService, { strict: false });
    return action === 'export'
      ? privacy.export(email)
      : privacy.erase(email, { actor: 'cli', now: new Date() });
  });
  process.stdout.write(`${JSON.stringify({ records }, null, 2)}\n`);
  return EXIT.done;
}
