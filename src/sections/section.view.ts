import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Node } from '../platform/api/node.view.js';
import { PageInfo } from '../platform/api/list.view.js';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';
import { CommentPolicy } from '../site/comment-policy.view.js';

export enum BreadcrumbKind {
  HOME = 'home',
  SECTION = 'section',
  ARTICLE = 'article',
}
registerEnumType(BreadcrumbKind, {
  name: 'BreadcrumbKind',
  description: 'What a breadcrumb leads to.',
  valuesMap: {
    HOME: { description: 'The home page.' },
    SECTION: { description: 'A section.' },
    ARTICLE: { description: 'A story.' },
  },
});

@ObjectType({ description: 'One step of the way from the home page.' })
export class Breadcrumb {
  @Public('text', 'Text of the step.') label: string;
  @Public('url', 'Where it leads, on the site.') url: string;
  @Public({ enum: BreadcrumbKind, name: 'BreadcrumbKind' }, 'What it leads to.') kind: BreadcrumbKind;
}

const POLICY =
  'How readers may comment on its stories and those of the sections below; null as in the section above, or on the site.';
const DAYS =
  'Days after its publication in which a story takes comments; null as in the section above, or on the site.';

@ObjectType({ isAbstract: true, description: 'A section, in short.' })
export class SectionRef {
  @Public('id', 'Identifier.') id: string;
  @Public('text', 'Name in addresses.') slug: string;
  @Public('text', 'Name as shown.') name: string;
  @Public('url', 'Address of the section on the site.') url: string;
}

@ObjectType({ implements: () => [Node], description: 'A section of the site.' })
export class Section extends SectionRef implements Node {
  @Public('text', 'What the section is about.', { nullable: true }) description: string | null;
  @Public(() => SectionRef, 'The section above.', { nullable: true, graphql: () => Section })
  parent: SectionRef | null;
  @Public(() => [SectionRef], 'The sections right below, in order.', { graphql: () => [Section] })
  children: SectionRef[];
  @Public(() => [Breadcrumb], 'The way from the home page to this section.') breadcrumbs: Breadcrumb[];
  @Public('int', 'Place among the sections beside it: the lower comes first, of equals by name.')
  position: number;
  @Public('int', 'Place in the main navigation; null when it is not in it.', { nullable: true })
  navigationPosition: number | null;
  @Public({ enum: CommentPolicy, name: 'CommentPolicy' }, POLICY, { nullable: true })
  commentPolicy: CommentPolicy | null;
  @Public('int', DAYS, { nullable: true }) commentsCloseAfterDays: number | null;
  @Public('int', 'Counts the changes; an edit says which one it is based on.') version: number;
}

@ApiSchema({ description: 'A section with the whole sections below it.' })
export class SectionBranch extends SectionRef {
  @Public('text', 'What the section is about.', { nullable: true, graphql: false }) description:
    string | null;
  @Public(() => SectionRef, 'The section above.', { nullable: true, graphql: false })
  parent: SectionRef | null;
  @Public(() => [SectionBranch], 'The sections right below, in order, each with those below it.', {
    graphql: false,
  })
  children: SectionBranch[];
  @Public(() => [Breadcrumb], 'The way from the home page to this section.', { graphql: false })
  breadcrumbs: Breadcrumb[];
  @Public('int', 'Place among the sections beside it: the lower comes first, of equals by name.', {
    graphql: false,
  })
  position: number;
  @Public('int', 'Place in the main navigation; null when it is not in it.', {
    nullable: true,
    graphql: false,
  })
  navigationPosition: number | null;
  @Public({ enum: CommentPolicy, name: 'CommentPolicy' }, POLICY, { nullable: true, graphql: false })
  commentPolicy: CommentPolicy | null;
  @Public('int', DAYS, { nullable: true, graphql: false }) commentsCloseAfterDays: number | null;
  @Public('int', 'Counts the changes; an edit says which one it is based on.', { graphql: false })
  version: number;
}

@ApiSchema({ description: 'All sections.' })
export class SectionTree {
  @Public(() => [SectionBranch], 'The top sections, in order.', { graphql: false }) items: SectionBranch[];
  @Public(() => PageInfo, 'All sections stand on one page.', { graphql: false }) pageInfo: PageInfo;
  @Public('int', 'Number of top sections.', { nullable: true, graphql: false }) totalCount: number | null;
  @Public('truth', 'They are all counted.', { nullable: true, graphql: false }) totalCountExact:
    boolean | null;
}

@ObjectType({ description: 'What came of writing a section.' })
export class SectionPayload {
  @Public(() => Section, 'The section as it is now.', { nullable: true }) section: Section | null;
  @Public(() => [InputFault], 'Why nothing was written; empty when it was.') errors: InputFault[];
}

@ObjectType({ description: 'What came of deleting a section.' })
export class DeleteSectionPayload {
  @Public('text', 'Slug of what was deleted.', { nullable: true }) deleted: string | null;
  @Public(() => [InputFault], 'Why nothing was deleted; empty when it was.') errors: InputFault[];
}
