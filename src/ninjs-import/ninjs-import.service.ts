import { Injectable } from '@nestjs/common';
import { ArticleImportService, type ImportedStory } from '../imports/article-import.service.js';
import { type ConvertedReport, emptyConversion } from '../imports/converted-report.js';
import { ImportFault } from '../imports/import-fault.js';
import { type ImportOptions, ImportRun, stoppable } from '../imports/import-run.js';
import type { ImportSource } from '../imports/import-source.js';
import { TermsImportService } from '../imports/terms-import.service.js';
import { DomainError } from '../platform/api/errors.js';
import {
  externalIdOf,
  isCanceled,
  namedItem,
  type NinjsStory,
  sectionOf,
  type Standing,
  storyOf,
} from './ninjs-story.js';
import { NinjsTally } from './ninjs-tally.js';
import { StandingStatusesQuery } from './standing-statuses.query.js';
import { type ReadItem, readNinjs } from './ninjs.reader.js';

/** What items do not say themselves. */
export interface NinjsRules {
  /** Name of the section of those that name none; null when nobody told. */
  readonly section: string | null;
}

/** Imports items of IPTC's ninjs (versions 1 to 3). */
@Injectable()
export class NinjsImportService {
  constructor(
    private readonly stories: ArticleImportService,
    private readonly terms: TermsImportService,
    private readonly statuses: StandingStatusesQuery,
  ) {}

  /**
   * Imports a file up to its end or to the first place that cannot be read: `fault` says why; an item that names no
   * section is one where nobody told which. Everything before it is then imported and whole. An item that cannot be
   * imported is left out, with its reason.
   */
  async import(source: ImportSource, options: ImportOptions, rules: NinjsRules): Promise<ConvertedReport> {
    const tally = new NinjsTally(emptyConversion(source, 'item'));
    const plan = {
      source,
      startedAt: performance.now(),
      onFailure: 'skip',
      slugs: 'wished',
      imported: (story: NinjsStory, saved: ImportedStory) => tally.took(story, saved),
      refused: (story: NinjsStory, failure: unknown) => {
        const [reason] = ImportFault.from(source.file, story.line, failure).reasons;
        tally.skip(story, reason?.detail ?? 'it was refused');
      },
    } as const;
    const run = new ImportRun(this.stories, plan, options, tally.report);
    await stoppable(options.signal, source, () => run.importAll(this.storiesOf(source, rules, tally)));
    if (run.isComplete) await this.terms.settle();
    tally.countUnchanged(await this.statuses.of(tally.unchanged));
    return tally.settle();
  }

  private async *storiesOf(
    source: ImportSource,
    rules: NinjsRules,
    tally: NinjsTally,
  ): AsyncGenerator<NinjsStory> {
    /** What this file brought so far: it may not be in the database yet. */
    const met = new Map<string, Standing>();
    for await (const read of readNinjs(source)) {
      const { item, number } = read;
      const type = item.text('type') || 'text';
      if (type !== 'text' && type !== 'composite') {
        tally.leave('item', type);
        continue;
      }
      const id = externalIdOf(item);
      if (id === '') {
        tally.skip(namedItem(read), 'it has no uri');
        continue;
      }
      const isTakenBack = isCanceled(read);
      const standing = isTakenBack ? (met.get(id) ?? (await this.stories.standing(id))) : null;
      if (isTakenBack && standing === null) {
        tally.leave('item', 'canceled and not here');
        continue;
      }
      const section = sectionOf(item) || standing?.section || rules.section;
      if (!section) {
        const detail = `The item ${id} names no section; say with --section which it is to stand in.`;
        throw ImportFault.ofLine(source.file, number, 'SECTION_REQUIRED', detail);
      }
      const story = converted(read, section, standing, tally);
      if (!story) continue;
      met.set(id, { headline: story.article.headline, section });
      yield story;
    }
  }
}

/** An item as a story; null, and counted, where it cannot be one. */
function converted(
  read: ReadItem,
  section: string,
  standing: Standing | null,
  tally: NinjsTally,
): NinjsStory | null {
  try {
    const story = storyOf(read, section, standing);
    if (!story) tally.skip(namedItem(read), 'there is nothing in it');
    return story;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    tally.skip(namedItem(read), error.errors[0]?.detail ?? error.message);
    return null;
  }
}
