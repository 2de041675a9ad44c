import { RelatedBacklogService, type WorkStep } from '../related-stories/related-backlog.service.js';
import { withApplication } from './application.js';
import { type Command, EXIT } from './arguments.js';
import { interruptible } from './interruptible.js';
import { stepsOn } from './step-progress.js';

type RelatedCommand = Extract<Command, { name: 'related' }>;

const STEPS: Readonly<Record<WorkStep, string>> = {
  profiled: 'reading what stories are about',
  chosen: 'choosing related stories',
};

/** Chooses the related stories of all stories anew, or goes on with it, and reports. Gives the exit status. */
export async function relatedCommand({ quiet }: RelatedCommand): Promise<number> {
  const interruption = interruptible();
  try {
    return await withApplication(async (app) => {
      const backlog = app.get(RelatedBacklogService, { strict: false });
      const total = await backlog.beginRebuild();
      const progress = stepsOn(quiet ? null : process.stderr, total);
      try {
        await backlog.workOff(interruption.signal, {
          onProgress: (step, stories) => progress.add(STEPS[step], stories),
        });
      } finally {
        progress.end();
      }
      const { aborted } = interruption.signal;
      if (!quiet) process.stdout.write(aborted ? STOPPED : `Chosen anew for ${total} stories.\n`);
      return aborted ? EXIT.interrupted : EXIT.done;
    });
  } finally {
    interruption.end();
  }
}

const STOPPED = 'Stopped. A server does the rest, or the same command.\n';
