import { emptyReport, type ImportReport, warn } from '../imports/import-report.js';
import type { ImportSource } from '../imports/import-source.js';
import type { MadeTerms, TakenTerms } from '../imports/terms-import.service.js';
import { type Counted, Tally } from './tally.js';
import { lineOfHtml } from './html-text.js';
import type { LossKind } from './losses.js';
import { titleOf, type WordPressStory } from './wordpress-story.js';
import type { WxrItem } from './wxr.js';
import type { WxrMending } from './wxr.reader.js';
import type { WxrSurvey } from './wxr-survey.js';

/** Posts that are named for each reason of leaving them out. */
const EXAMPLES = 5;

/** Posts that could not be imported for one reason. */
export interface SkippedPosts {
  readonly reason: string;
  count: number;
  /** The first of them. */
  readonly examples: { readonly line: number; readonly id: string; readonly title: string }[];
}

/** What the import of a WordPress export has come to. */
export interface WordPressReport extends ImportReport {
  /** The site as its export names it. */
  site: { readonly title: string; readonly url: string; readonly version: string };
  /** Posts in the file that may be imported. */
  posts: number;
  /** Imported posts by the status they have here. */
  readonly byStatus: Record<'published' | 'scheduled' | 'draft' | 'unpublished', number>;
  made: MadeTerms;
  /** Sections, authors and tags of the file; categories that become tags are both. */
  declared: MadeTerms;
  /** Those that were here already, and not as the file declares them. They stay as they are. */
  different: MadeTerms;
  /** Comments of imported posts by state, whether they are new or were there. */
  readonly commentsByState: Record<'approved' | 'pending' | 'spam' | 'rejected', number>;
  /** Comments of what was left out, and those with the id of another one of their post. */
  commentsLeftOut: number;
  readonly skipped: SkippedPosts[];
  /** Everything else that is no post, by type. */
  leftOut: Counted[];
  /** What did not survive the conversion of the imported posts, by kind and name. */
  lost: Counted[];
  /** What was changed so that it could be imported. */
  mended: Counted[];
}

/** Keeps the report of one import. */
export class WordPressTally {
  readonly report: WordPressReport;
  private readonly lost = new Tally<LossKind>();
  private readonly mended = new Tally();
  private readonly leftOut = new Tally();

  constructor(source: ImportSource) {
    this.report = {
      ...emptyReport(source),
      site: { title: '', url: '', version: '' },
      posts: 0,
      byStatus: { published: 0, scheduled: 0, draft: 0, unpublished: 0 },
      made: { sections: 0, authors: 0, tags: 0 },
      declared: { sections: 0, authors: 0, tags: 0 },
      different: { sections: 0, authors: 0, tags: 0 },
      commentsByState: { approved: 0, pending: 0, spam: 0, rejected: 0 },
      commentsLeftOut: 0,
      skipped: [],
      leftOut: [],
      lost: [],
      mended: [],
    };
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

  tookTerms({ made, different }: TakenTerms): void {
    this.report.made = made;
    this.report.different = different;
  }

  /** Counts categories that are tags here, since a post has one section. */
  madeTags(made: number, declared: number): void {
    this.report.made.tags += made;
    this.report.declared.tags += declared;
  }

  imported({ status, lost, mended, comments, furtherCategories }: WordPressStory): void {
    const { report } = this;
    report.byStatus[status] += 1;
    this.lost.addAll(lost);
    this.mended.addAll(mended);
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
    this.leaveOut({ line: item.line, id: item.id, title: titleOf(item) }, reason);
  }

  /** Counts a post that was read well and yet could not be saved. */
  refused({ line, id, title, comments }: WordPressStory, reason: string): void {
    for (const { kind, count } of comments.list()) {
      if (kind === 'state' || kind === 'left out' || kind === 'repeated')
        this.report.commentsLeftOut += count;
    }
    this.leaveOut({ line, id, title }, reason);
  }

  private leaveOut(post: SkippedPosts['examples'][number], reason: string): void {
    const { skipped } = this.report;
    let posts = skipped.find((one) => one.reason === reason);
    if (!posts) skipped.push((posts = { reason, count: 0, examples: [] }));
    posts.count += 1;
    if (posts.examples.length < EXAMPLES) posts.examples.push(post);
  }

  /** Says what of the file itself had to be passed over. */
  readWith({ forbidden, unreadable, breaches }: WxrMending): void {
    this.mended.add('file', 'control characters dropped', forbidden);
    this.mended.add('file', 'breaches of XML passed over', breaches);
    if (!unreadable) return;
    const detail = 'Some bytes are no text in the encoding of the file; they are shown as \uFFFD.';
    warn(this.report, { line: 1, code: 'UNREADABLE_TEXT', detail });
  }

  /** Puts the counts so far into the report. */
  settle(): WordPressReport {
    this.report.lost = this.lost.list();
    this.report.mended = this.mended.list();
    this.report.leftOut = this.leftOut.list();
    return this.report;
  }
}
