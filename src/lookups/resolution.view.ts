import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { Public } from '../platform/api/view.js';

export enum ResolvedKind {
  HOME = 'home',
  SECTION = 'section',
  AUTHOR = 'author',
  TAG = 'tag',
  ARTICLE = 'article',
}
registerEnumType(ResolvedKind, {
  name: 'ResolvedKind',
  description: 'What an address leads to.',
  valuesMap: {
    HOME: { description: 'The home page.' },
    SECTION: { description: 'A section.' },
    AUTHOR: { description: 'An author.' },
    TAG: { description: 'A tag.' },
    ARTICLE: { description: 'A story.' },
  },
});

export enum ResolutionStatus {
  CURRENT = 'current',
  MOVED = 'moved',
  GONE = 'gone',
}
registerEnumType(ResolutionStatus, {
  name: 'ResolutionStatus',
  description: 'Whether it is the current address, a former one, or one of something that was withdrawn.',
  valuesMap: {
    CURRENT: { description: 'It is the current address.' },
    MOVED: { description: 'It is a former address.' },
    GONE: { description: 'What it led to was withdrawn.' },
  },
});

@ObjectType({ description: 'What an address of the site leads to.' })
export class Resolution {
  @Public({ enum: ResolvedKind, name: 'ResolvedKind' }, 'What it leads to.') kind: ResolvedKind;
  @Public('url', 'The current address; null for what is gone.', { nullable: true }) canonical: string | null;
  @Public({ enum: ResolutionStatus, name: 'ResolutionStatus' }, 'How it stands with the address.')
  status: ResolutionStatus;
  @Public('text', 'Slug of what it leads to; null for the home page.', { nullable: true }) slug:
    string | null;
}
