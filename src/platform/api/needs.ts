import { SetMetadata } from '@nestjs/common';
import type { Scope } from './viewer.js';

export const NEEDS = 'needs';

/** What a route or GraphQL operation asks of its caller: a scope, or `anyone`. Every one must say; a test checks. */
export const Needs = (need: Scope | 'anyone') => SetMetadata(NEEDS, need);
