import { ConversionTally, type ConvertedReport, emptyConversion } from '../imports/converted-report.js';
import { warn } from '../imports/import-report.js';
import type { ImportSource } from '../imports/import-source.js';
import type { GhostSurvey } from './ghost-survey.js';
import type { GhostStory } from './ghost-story.js';

/** What the import of an export of Ghost has come to. */
export interface GhostReport extends ConvertedReport {
  /** The site as its export names it. */
  site: { readonly title: string; readonly version: string };
  /** Posts in the file, without pages. */
  posts: number;
}

/** Keeps the report of one import. */
export class GhostTally extends ConversionTally<GhostReport> {
  private lacksSite = false;

  constructor(source: ImportSource) {
    super({ ...emptyConversion(source, 'post'), site: { title: '', version: '' }, posts: 0 });
    Object.assign(this.report.byStatus, { published: 0, scheduled: 0, draft: 0, unpublished: 0 });
  }

  /** Takes in what is known after the first reading of the file. */
  surveyed(survey: GhostSurvey): void {
    const { report } = this;
    const { title, version, posts } = survey;
    report.site = { title, version };
    report.posts = posts;
    const tags = survey.tags.all();
    const internal = tags.filter(({ isInternal }) => isInternal).length;
    report.declared = {
      sections: survey.sections().length,
      authors: survey.signers().length,
      tags: tags.length - internal,
    };
    this.leave('tag', 'internal tags', internal);
    this.leftOut.addAll(survey.tables);
    this.lost.addAll(survey.profiles);
    if (posts === 0 || /^[2-6]\./.test(version)) return;
    const detail = `The version of Ghost is ${version || 'not given'}; it is read as 6.`;
    warn(report, { line: 1, code: 'UNKNOWN_VERSION', detail });
  }

  override imported(story: GhostStory): void {
    super.imported(story);
    if (!story.lacksSite || this.lacksSite) return;
    this.lacksSite = true;
    const detail =
      'The posts name their own site, and nobody told its address: its pictures are left out. Import again with --site-url.';
    warn(this.report, { line: story.line, code: 'SITE_URL_MISSING', detail });
  }
}
