import { Injectable } from '@nestjs/common';
import { ArticleImportService } from '../imports/article-import.service.js';
import { ImportFault } from '../imports/import-fault.js';
import { type ImportOptions, ImportRun, stoppable } from '../imports/import-run.js';
import type { ImportSource } from '../imports/import-source.js';
import { type ImportedSite, TermsImportService } from '../imports/terms-import.service.js';
import { lineOfHtml } from '../markup/html-text.js';
import { externalIdOf } from './post-links.js';
import { type WordPressReport, WordPressTally } from './wordpress-report.js';
import { kindLeftOut, storyOf, type WordPressStory } from './wordpress-story.js';
import type { WxrItem } from './wxr.js';
import { WxrSurvey } from './wxr-survey.js';
import { noMending, readWxr } from './wxr.reader.js';

const MAX_SITE_NAME = 200;
const MAX_TAGLINE = 1_000;
/** What WordPress gives every new site for a tagline, which nobody has written. */
const STOCK_TAGLINE = /^Just another WordPress (?:web)?site\.?$/i;

/** Imports the exports of WordPress (WXR 1.0 to 1.2). */
@Injectable()
export class WordPressImportService {
  constructor(
    private readonly stories: ArticleImportService,
    private readonly terms: TermsImportService,
  ) {}

  /**
   * Imports an export up to its end or to the first place that cannot be read: `fault` says why. Everything before it
   * is then imported and whole. A post that cannot be imported is left out, with its reason. The file is read twice,
   * since posts refer to what stands behind them; a stream is kept in a temporary file for that.
   */
  async import(given: ImportSource, options: ImportOptions): Promise<WordPressReport> {
    const tally = new WordPressTally(given);
    const startedAt = performance.now();
    let source = given;
    try {
      source = await stoppable(options.signal, given, () => given.rereadable());
      await stoppable(options.signal, source, () => this.importFrom(source, options, tally, startedAt));
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
    tally: WordPressTally,
    startedAt: number,
  ): Promise<void> {
    const survey = await WxrSurvey.of(source, () =>
      options.onSurvey?.(source.size ? source.bytesRead / source.size : 0),
    );
    options.signal?.throwIfAborted();
    tally.surveyed(survey);
    if (survey.isEmpty) return;
    tally.tookTerms(await this.terms.import(siteOf(survey), new Date()));
    const plan = {
      source,
      startedAt,
      onFailure: 'skip',
      slugs: 'wished',
      imported: (story: WordPressStory) => tally.imported(story),
      refused: (story: WordPressStory, failure: unknown) => {
        const [reason] = ImportFault.from(source.file, story.line, failure).reasons;
        tally.refused(story, reason?.detail ?? 'it was refused');
      },
    } as const;
    const run = new ImportRun(this.stories, plan, options, tally.report);
    await run.importAll(this.storiesOf(source, survey, tally));
    if (run.isComplete) await this.terms.settle();
  }

  /** What was thrown away is none of this site's business, unless an earlier import brought it here. */
  private async kindLeftOut(item: WxrItem, survey: WxrSurvey): Promise<string | null> {
    const kind = kindLeftOut(item, survey);
    if (survey.typeOf(item) !== 'post') return kind;
    if (survey.ids.comesAgain(item)) return 'post (again further down)';
    const id = item.status === 'trash' ? survey.ids.of(item) : null;
    return id !== null && (await this.stories.standing(externalIdOf(id, survey.site))) !== null ? null : kind;
  }

  /** The posts of an export as stories. Categories that become tags are made as they are met. */
  private async *storiesOf(
    source: ImportSource,
    survey: WxrSurvey,
    tally: WordPressTally,
  ): AsyncGenerator<WordPressStory> {
    const mending = noMending();
    const tags = new Set(survey.terms.allTags().map(({ slug }) => slug));
    try {
      for await (const part of readWxr(source, mending)) {
        if (part.kind !== 'item') continue;
        const kind = await this.kindLeftOut(part.item, survey);
        if (kind !== null) {
          tally.passedOver(part.item, kind);
          continue;
        }
        const read = storyOf(part.item, survey);
        if ('skipped' in read) {
          tally.skipped(part.item, read.skipped.reason);
          continue;
        }
        const fresh = read.story.furtherCategories.filter(({ slug }) => !tags.has(slug));
        if (fresh.length > 0) tally.madeTags(await this.terms.importTags(fresh), fresh.length);
        for (const { slug } of fresh) tags.add(slug);
        yield read.story;
      }
    } finally {
      tally.readWith(mending);
    }
  }
}

/** What an export says of its site and declares beside its posts. */
function siteOf({ site, terms, authors, language }: WxrSurvey): ImportedSite {
  const tagline = lineOfHtml(site.description).slice(0, MAX_TAGLINE);
  return {
    name: lineOfHtml(site.title).slice(0, MAX_SITE_NAME),
    tagline: STOCK_TAGLINE.test(tagline) ? null : tagline || null,
    language,
    sections: terms.sections().map(({ slug, name, description, parent }) => ({
      slug,
      name,
      description,
      parent: parent?.slug ?? null,
    })),
    authors: authors.all(),
    tags: terms.allTags(),
  };
}
