import { closed } from './closed.phase.js';
import type { Phase } from './phase.js';
import { premoderation } from './premoderation.phase.js';

/** Every phase, in the order in which they judge. */
export const PHASES = [closed, premoderation] as readonly Phase[];
