import { Injectable } from '@nestjs/common';
import { ArticleImportService } from '../imports/article-import.service.js';
import { ImportFault } from '../imports/import-fault.js';
import { type ImportOptions, ImportRun, stoppable } from '../imports/import-run.js';
import type { ImportSource } from '../imports/import-source.js';
import { type ImportedSite, TermsImportService } from '../imports/terms-import.service.js';
import { sectionSlug } from '../sections/section-slug.js';
import { type GhostReport, GhostTally } from './ghost-report.js';
import type { GhostRules } from './ghost-rules.js';
import { type GhostStory, storyOf } from './ghost-story.js';
import { GhostSurvey, isPage } from './ghost-survey.js';
import { readGhost } from './ghost.reader.js';

const MAX_SITE_NAME = 200;
const MAX_TAGLINE = 1_000;
/** What Ghost gives every new site for a description, which nobody has written. */
const STOCK_TAGLINE = /^(?:Thoughts, stories and ideas|The professional publishing platform)\.?$/i;

/** Imports the exports of Ghost (versions 2 to 6). */
@Injectable()
export class GhostImportService {
  constructor(
    private readonly stories: ArticleImportService,
    private readonly terms: TermsImportService,
  ) {}

  /**
   * Imports an export up to its end or to the first place that cannot be read: `fault` says why. Everything before it
   * is then imported and whole. A post that cannot be imported is left out, with its reason. The file is read twice,
   * since posts refer to what stands behind them; a stream is kept in a temporary file for that.
   */
  async import(given: ImportSource, options: ImportOptions, rules: GhostRules): Promise<GhostReport> {
    const tally = new GhostTally(given);
    const startedAt = performance.now();
    let source = given;
    try {
      source = await stoppable(options.signal, given, () => given.rereadable());
      await stoppable(options.signal, source, () =>
        this.importFrom(source, options, rules, tally, startedAt),
      );
    } catch (error) {
      // Stopping closes what is read.
      if (!options.signal?.aborted) throw error;
      tally.report.interrupted = true;
    } finally {
      await source.dispose();
    }
    return tally.settle();
  }

  private async importFrom(
    source: ImportSource,
    options: ImportOptions,
    rules: GhostRules,
    tally: GhostTally,
    startedAt: number,
  ): Promise<void> {
    const survey = await GhostSurvey.of(source, () =>
      options.onSurvey?.(source.size ? source.bytesRead / source.size : 0),
    );
    options.signal?.throwIfAborted();
    tally.surveyed(survey);
    // What refers to what stands behind the posts: of a file that breaks off nobody knows what they are about.
    if (survey.fault) {
      tally.report.fault = survey.fault;
      return;
    }
    tally.tookTerms(await this.terms.import(siteOf(survey), new Date()));
    const plan = {
      source,
      startedAt,
      onFailure: 'skip',
      slugs: 'wished',
      imported: (story: GhostStory) => tally.imported(story),
      refused: (story: GhostStory, failure: unknown) => {
        const [reason] = ImportFault.from(source.file, story.line, failure).reasons;
        tally.skip(story, reason?.detail ?? 'it was refused');
      },
    } as const;
    const run = new ImportRun(this.stories, plan, options, tally.report);
    await run.importAll(this.storiesOf(source, survey, rules, tally));
    if (run.isComplete) await this.terms.settle();
  }

  private async *storiesOf(
    source: ImportSource,
    survey: GhostSurvey,
    rules: GhostRules,
    tally: GhostTally,
  ): AsyncGenerator<GhostStory> {
    let number = 0;
    for await (const part of readGhost(source)) {
      if (part.kind !== 'row' || part.table !== 'posts') continue;
      const { row, length } = part;
      number += 1;
      if (isPage(row)) {
        tally.leave('item', 'page');
        continue;
      }
      const read = storyOf({ row, number, length }, survey, rules);
      if ('skipped' in read) tally.skip(read.skipped, read.reason);
      else yield read.story;
    }
  }
}

/** What an export says of its site and declares beside its posts. */
function siteOf(survey: GhostSurvey): ImportedSite {
  const tagline = survey.tagline.slice(0, MAX_TAGLINE);
  return {
    name: survey.title.slice(0, MAX_SITE_NAME),
    tagline: STOCK_TAGLINE.test(tagline) ? null : tagline || null,
    language: survey.language,
    sections: survey.sections().map(({ slug, name, description }) => ({
      slug: sectionSlug(slug),
      name,
      description,
      parent: null,
    })),
    authors: survey.signers(),
    tags: survey.tags
      .all()
      .filter(({ isInternal }) => !isInternal)
      .map(({ slug, name }) => ({ slug, name })),
  };
}
