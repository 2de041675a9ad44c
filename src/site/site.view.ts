import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';
import { Section, SectionRef } from '../sections/section.view.js';
import { CommentPolicy } from './comment-policy.view.js';

export enum AnonymousAccess {
  FULL = 'full',
  EXCERPT = 'excerpt',
  NONE = 'none',
}
registerEnumType(AnonymousAccess, {
  name: 'AnonymousAccess',
  description: 'What callers without a key may read.',
  valuesMap: {
    FULL: { description: 'Whole stories.' },
    EXCERPT: { description: 'Stories with an excerpt for a body.' },
    NONE: { description: 'Nothing.' },
  },
});

@ObjectType({ description: "The site's own words for the parts of a page." })
export class Labels {
  @Public('text', 'First breadcrumb.') home: string;
  @Public('text', 'On the link that leads past the head of a page.') skip: string;
  @Public('text', 'Name of the main navigation.') sections: string;
  @Public('text', 'Name of the breadcrumbs.') breadcrumbs: string;
  @Public('text', 'Above the related stories.') related: string;
  @Public('text', 'Above the share links.') share: string;
  @Public('text', "On the button that opens the browser's own share sheet.") shareSheet: string;
  @Public('text', 'Said when the address of a story was copied.') linkCopied: string;
  @Public('text', 'Above the comment form.') reply: string;
  @Public('text', 'Below the title of the comment form.') replyNotice: string;
  @Public('text', 'Before the name of the reader who is answered.') replyTo: string;
  @Public('text', 'In the comment form, beside the name.') nameField: string;
  @Public('text', 'In the comment form, beside the e-mail address.') emailField: string;
  @Public('text', 'In the comment form, beside the web site.') websiteField: string;
  @Public('text', 'In the comment form, beside the comment.') commentField: string;
  @Public('text', 'In the comment form, beside the box to be told of replies.') notifyField: string;
  @Public('text', 'In the comment form, beside the field that people do not see.') trapField: string;
  @Public('text', 'Beside a field that was left empty (code `REQUIRED`).') required: string;
  @Public('text', 'Beside a field with too much in it (code `TOO_LONG`).') tooLong: string;
  @Public('text', 'Beside an e-mail address that is none (code `INVALID_EMAIL`).') invalidEmail: string;
  @Public('text', 'Beside a web address that is none (code `INVALID_URL`).') invalidUrl: string;
  @Public('text', 'To a reader who comments too often (code `RATE_LIMITED`).') tooManyReplies: string;
  @Public('text', 'On the button that sends a comment.') submitReply: string;
  @Public('text', 'On the link that gives up a reply.') cancelReply: string;
  @Public('text', 'Above the comments.') comments: string;
  @Public('text', 'On the link to further comments.') moreComments: string;
  @Public('text', 'On the link to further replies to a comment.') moreReplies: string;
  @Public('text', 'Where no comments are taken.') commentsClosed: string;
  @Public('text', 'Where the time for comments is over.') commentsOver: string;
  @Public('text', 'Beside the own comment that waits for a moderator.') commentPending: string;
  @Public('text', 'In the place of a deleted comment.') commentDeleted: string;
  @Public('text', 'Beside a comment that an editor put forward.') commentFeatured: string;
  @Public('text', 'Beside a sponsor slot.') sponsored: string;
  @Public('text', 'Before a story marked sensitive.') sensitive: string;
  @Public('text', 'Before the name of a site whose content is shown once the reader wants it.') embed: string;
  @Public('text', 'Before the name of the site, on a story that another site shows.') readOn: string;
  @Public('text', 'Before the names of the authors.') by: string;
  @Public('text', 'Before the date of publication.') published: string;
  @Public('text', 'Before the date of the last change.') updated: string;
  @Public('text', 'After the reading time.') minutesToRead: string;
  @Public('text', 'Before a note that something was wrong.') correction: string;
  @Public('text', 'Before a note on something that could be misunderstood.') clarification: string;
  @Public('text', 'Before a note on what happened since.') update: string;
  @Public('text', 'Before the tags of a story.') tags: string;
  @Public('text', 'Before links to the same story in other languages.') translations: string;
  @Public('text', 'Above the newest stories.') latest: string;
  @Public('text', 'On a link to more of a list.') more: string;
  @Public('text', 'In the search field.') search: string;
  @Public('text', 'Where a search found no story.') noResults: string;
  @Public('text', 'In the place of a page that does not exist.') notFound: string;
  @Public('text', 'In the place of a story that was withdrawn.') gone: string;
  @Public('text', 'Where something failed that may work the next time.') tryAgain: string;
}

@ObjectType({ description: 'What the site says of itself.' })
export class Site {
  @Public('text', 'Name of the publication.') name: string;
  @Public('text', 'Its motto.', { nullable: true }) tagline: string | null;
  @Public('url', 'Address of the site.') url: string;
  @Public('url', 'Address of this API, which its feeds, sitemaps and short links start with.') apiUrl: string;
  @Public('text', 'Main language (BCP 47).') language: string;
  @Public('text', 'Line for the footer.') copyrightNotice: string;
  @Public(() => [SectionRef], 'Sections of the main navigation, in order.', { graphql: () => [Section] })
  navigation: SectionRef[];
  @Public(() => Labels, "The site's own words for the parts of a page.") labels: Labels;
  @Public('text', 'Networks that stories are shared to, in order.', { list: true }) shareNetworks: string[];
  @Public(
    { enum: CommentPolicy, name: 'CommentPolicy' },
    'How readers may comment, unless a story or its section says otherwise.',
  )
  commentPolicy: CommentPolicy;
  @Public(
    'int',
    'Days after its publication in which a story takes comments, unless it or its section says otherwise; null for ever.',
    { nullable: true },
  )
  commentsCloseAfterDays: number | null;
  @Public({ enum: AnonymousAccess, name: 'AnonymousAccess' }, 'What callers without a key may read.')
  anonymousAccess: AnonymousAccess;
  @Public('int', 'Counts the changes; an edit says which one it is based on.') version: number;
}

@ObjectType({ description: 'What came of writing the settings of the site.' })
export class SitePayload {
  @Public(() => Site, 'The site as it is now.', { nullable: true }) site: Site | null;
  @Public(() => [InputFault], 'Why nothing was written; empty when it was.') errors: InputFault[];
}
