import { type DynamicModule, Module } from '@nestjs/common';

/** Injection token of `CommentRules`. */
export const COMMENT_RULES = Symbol('COMMENT_RULES');

/** What the operator says about comments that are there. */
export interface CommentRules {
  /** How long after it was written its author may change a comment, in seconds. */
  readonly editWindow: number;
  /** A comment that so many readers flagged waits for a moderator. */
  readonly flagsToHold: number;
}

@Module({})
export class CommentRulesModule {
  static forRoot(rules: CommentRules): DynamicModule {
    return {
      module: CommentRulesModule,
      global: true,
      providers: [{ provide: COMMENT_RULES, useValue: rules }],
      exports: [COMMENT_RULES],
    };
  }
}
