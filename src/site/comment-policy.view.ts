import { registerEnumType } from '@nestjs/graphql';

export enum CommentPolicy {
  OPEN = 'open',
  FIRST_TIME = 'firstTime',
  PREMODERATED = 'premoderated',
  CLOSED = 'closed',
}
registerEnumType(CommentPolicy, {
  name: 'CommentPolicy',
  description: 'How readers may comment.',
  valuesMap: {
    OPEN: { description: 'Comments appear at once.' },
    FIRST_TIME: { description: 'A moderator reads the first comment of everybody.' },
    PREMODERATED: { description: 'A moderator reads every comment first.' },
    CLOSED: { description: 'No comments are taken.' },
  },
});

/** For how many days a discussion may be set to stay open: up to a hundred years. */
export const DISCUSSION_DAYS = { min: 1, max: 36_500 } as const;
