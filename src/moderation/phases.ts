import { challenge } from './challenge.phase.js';
import { closed } from './closed.phase.js';
import { form } from './form.phase.js';
import type { Phase, PhaseTools } from './phase.js';
import { premoderation } from './premoderation.phase.js';

/** Every phase, in the order in which they judge. */
export const phasesWith = ({ challenges }: PhaseTools) =>
  [closed, challenge(challenges), form, premoderation] as readonly Phase[];
