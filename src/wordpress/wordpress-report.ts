import { ConversionTally, type ConvertedReport, emptyConversion } from '../imports/converted-report.js';
import { warn } from '../imports/import-report.js';
import type { ImportSource } from '../imports/import-source.js';
import { lineOfHtml } from '../markup/html-text.js';
import { titleOf, type WordPressStory } from './wordpress-story.js';
import type { WxrItem } from './wxr.js';
import type { WxrMending } from './wxr.reader.js';
import type { WxrSurvey } from './wxr-survey.js';

/** What the import of a WordPress export has come to. */
export interface WordPressReport extends ConvertedReport {
  /** The site as its export names it. */
  site: { readonly title: string; readonly url: string; readonly version: string };
  /** Posts in the file that may be imported. */
  posts: number;
  readonly byStatus: Record<'published' | 'scheduled' | 'draft' | 'unpublished', number>;
  /** Comments of imported posts by state, whether they are new or were there. */
  readonly commentsByState: Record<'approved' | 'pending' | 'spam' | 'rejected', number>;
  /** Comments of what was left out, and those with the id of another one of their post. */
  commentsLeftOut: number;
}

/** Keeps the report of one import. */
export class WordPressTally extends ConversionTally<WordPressReport> {
  constructor(source: ImportSource) {
    super({
      ...emptyConversion(source),
      site: { title: '', url: '', version: '' },
      posts: 0,
      byStatus: { published: 0, scheduled: 0, draft: 0, unpublished: 0 },
      commentsByState: { approved: 0, pending: 0, spam: 0, rejected: 0 },
      commentsLeftOut: 0,
    });
  }

  /** Takes in what is known after the first reading of the file. */
  surveyed({ site, terms, authors, posts, fault, isEmpty }: WxrSurvey): void {
    const { report } = this;
    report.posts = posts;
    report.site = { title: lineOfHtml(site.title), url: site.blogUrl, version: site.version };
    report.declared = {
      sections: terms.sections().length,
      authors: authors.all().length,
      tags: terms.allTags().length,
    };
    if (isEmpty) report.fault = fault;
    if (!isEmpty && !/^1\.[0-2]$/.test(site.version.trim())) {
      const detail = `The version of the export is ${site.version || 'not given'}; it is read as 1.2.`;
      warn(report, { line: 1, code: 'UNKNOWN_VERSION', detail });
    }
  }

  /** Counts categories that are tags here, since a post has one section. */
  madeTags(made: number, declared: number): void {
    this.report.made.tags += made;
    this.report.declared.tags += declared;
  }

  override imported(story: WordPressStory): void {
    super.imported(story);
    const { report } = this;
    const { comments, furtherCategories } = story;
    this.mended.add('mended', 'further categories kept as tags', furtherCategories.length);
    for (const { kind, name, count } of comments.list()) {
      if (kind === 'state') report.commentsByState[name as keyof typeof report.commentsByState] += count;
      else if (kind === 'repeated') report.commentsLeftOut += count;
      else if (kind === 'left out') this.leftOut.add('comment', name, count);
      else this.mended.add(kind === 'type' ? 'comments kept' : `comments ${kind}`, name, count);
    }
  }

  /** Counts what is no post of its own. */
  passedOver(item: WxrItem, kind: string): void {
    this.leftOut.add('item', kind);
    this.report.commentsLeftOut += item.comments.length + item.surplusComments;
  }

  skipped(item: WxrItem, reason: string): void {
    const { report } = this;
    report.commentsLeftOut += item.comments.length + item.surplusComments;
    this.skip({ line: item.line, id: item.id, title: titleOf(item) }, reason);
  }

  /** Counts a post that was read well and yet could not be saved. */
  refused({ line, id, title, comments }: WordPressStory, reason: string): void {
    for (const { kind, count } of comments.list()) {
      if (kind === 'state' || kind === 'left out' || kind === 'repeated')
        this.report.commentsLeftOut += count;
    }
    this.skip({ line, id, title }, reason);
  }

  /** Says what of the file itself had to be passed over. */
  readWith({ forbidden, unreadable, breaches }: WxrMending): void {
    this.mended.add('file', 'control characters dropped', forbidden);
    this.mended.add('file', 'breaches of XML passed over', breaches);
    if (!unreadable) return;
    const detail = 'Some bytes are no text in the encoding of the file; they are shown as \uFFFD.';
    warn(this.report, { line: 1, code: 'UNREADABLE_TEXT', detail });
  }
}
