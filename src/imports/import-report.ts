import type { ImportFault } from './import-fault.js';
import type { ImportSource } from './import-source.js';

/** Warnings that are kept word for word; the others are counted. */
const KEPT_WARNINGS = 100;

export type ImportUnit = 'line' | 'post' | 'item';

/** Something that an editor may want to look at, though the story was imported. */
export interface ImportWarning {
  readonly line: number;
  readonly code: string;
  readonly detail: string;
}

/** What an import has come to so far. */
export interface ImportReport {
  readonly file: string;
  /** What its `line` numbers count, from 1: a story that begins no line of its own is counted itself. */
  readonly unit: ImportUnit;
  /** Size of the file in bytes; null when nobody knows. */
  readonly size: number | null;
  /** Bytes of the file that were read, as it is stored. */
  bytesRead: number;
  created: number;
  updated: number;
  unchanged: number;
  /** Stories with the external id of an earlier one: the later one wins. */
  duplicates: number;
  /** Comments that were added. */
  comments: number;
  /** Comments that were there already, of which the file says something else than it did before. */
  commentsUpdated: number;
  /** All warnings; `warnings` holds the first of them. */
  warningCount: number;
  readonly warnings: ImportWarning[];
  /** Line of the last story that was imported; 0 before the first. */
  lastLine: number;
  seconds: number;
  /** Whether it was stopped before the end of the file. */
  interrupted: boolean;
  /** Why it ended before the end of the file. */
  fault: ImportFault | null;
}

/** The report of an import that has not begun. */
export const emptyReport = ({ file, size }: ImportSource, unit: ImportUnit = 'line'): ImportReport => ({
  file,
  unit,
  size,
  bytesRead: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  duplicates: 0,
  comments: 0,
  commentsUpdated: 0,
  warningCount: 0,
  warnings: [],
  lastLine: 0,
  seconds: 0,
  interrupted: false,
  fault: null,
});

/** Stories of a report, whatever became of them. */
export const storiesOf = ({ created, updated, unchanged }: Readonly<ImportReport>): number =>
  created + updated + unchanged;

export function warn(report: ImportReport, warning: ImportWarning): void {
  report.warningCount += 1;
  if (report.warnings.length < KEPT_WARNINGS) report.warnings.push(warning);
}
