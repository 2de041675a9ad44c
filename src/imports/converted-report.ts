import { type Counted, Tally } from '../markup/tally.js';
import { emptyReport, type ImportReport, type ImportUnit } from './import-report.js';
import type { ImportSource } from './import-source.js';
import type { MadeTerms, TakenTerms } from './terms-import.service.js';

/** Items that are named for each reason of leaving them out. */
const EXAMPLES = 5;

/** An item of a file, as a report names it. */
export interface NamedItem {
  readonly line: number;
  readonly id: string;
  readonly title: string;
}

/** Items that could not be imported for one reason. */
export interface SkippedItems {
  readonly reason: string;
  count: number;
  /** The first of them. */
  readonly examples: NamedItem[];
}

export type ConvertedStatus = 'published' | 'scheduled' | 'draft' | 'unpublished' | 'retracted';

/** What an import has come to whose stories were converted from what another system makes of them. */
export interface ConvertedReport extends ImportReport {
  /** Imported stories by the status they have here. */
  readonly byStatus: Partial<Record<ConvertedStatus, number>>;
  made: MadeTerms;
  /** Sections, authors and tags of the file. */
  declared: MadeTerms;
  /** Those that were here already, and not as the file declares them. They stay as they are. */
  different: MadeTerms;
  readonly skipped: SkippedItems[];
  /** Everything else that is no story, by kind. */
  leftOut: Counted[];
  /** What did not survive the conversion of the imported stories, by kind and name. */
  lost: Counted[];
  /** What was changed so that it could be imported. */
  mended: Counted[];
}

/** The report of a conversion that has not begun. */
export const emptyConversion = (source: ImportSource, unit: ImportUnit = 'line'): ConvertedReport => ({
  ...emptyReport(source, unit),
  byStatus: {},
  made: { sections: 0, authors: 0, tags: 0 },
  declared: { sections: 0, authors: 0, tags: 0 },
  different: { sections: 0, authors: 0, tags: 0 },
  skipped: [],
  leftOut: [],
  lost: [],
  mended: [],
});

/** What is to be counted of a story once it is imported. */
export interface ConvertedStory {
  readonly status: ConvertedStatus;
  /** What was lost of it, by kind and name. */
  readonly lost: Tally;
  /** What was changed so that it could be imported at all. */
  readonly mended: Tally;
}

/** Keeps the report of one conversion. */
export class ConversionTally<Report extends ConvertedReport> {
  protected readonly lost = new Tally();
  protected readonly mended = new Tally();
  protected readonly leftOut = new Tally();

  constructor(readonly report: Report) {}

  tookTerms({ made, different }: TakenTerms): void {
    this.report.made = made;
    this.report.different = different;
  }

  imported({ status, lost, mended }: ConvertedStory): void {
    const { byStatus } = this.report;
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    this.lost.addAll(lost);
    this.mended.addAll(mended);
  }

  /** Counts what is no story of its own. */
  leave(kind: string, name: string, count = 1): void {
    this.leftOut.add(kind, name, count);
  }

  /** Counts something that could not be imported. */
  skip({ line, id, title }: NamedItem, reason: string): void {
    const { skipped } = this.report;
    let items = skipped.find((one) => one.reason === reason);
    if (!items) skipped.push((items = { reason, count: 0, examples: [] }));
    items.count += 1;
    if (items.examples.length < EXAMPLES) items.examples.push({ line, id, title });
  }

  /** Puts the counts so far into the report. */
  settle(): Report {
    this.report.lost = this.lost.list();
    this.report.mended = this.mended.list();
    this.report.leftOut = this.leftOut.list();
    return this.report;
  }
}
