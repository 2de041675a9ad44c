import { printable } from '../imports/import-fault.js';
import type { ConvertedReport, SkippedItems } from '../imports/converted-report.js';
import type { WordPressReport } from '../wordpress/wordpress-report.js';
import { endLines, headOf, takenComments, warningLines } from './report.js';

/** Names that are listed of one kind: the JSON has them all. */
const LISTED = 12;
const WIDTH = 11;

interface Counted {
  readonly kind: string;
  readonly name: string;
  readonly count: number;
}

/**
 * The report of a conversion for people, a fact a line.
 * @param comments what became of readers' comments
 */
export function convertedReport(report: Readonly<ConvertedReport>, comments: string): string {
  const { created, updated, unchanged, byStatus, made, declared, different, skipped, warningCount } = report;
  const lines = [
    headOf(report),
    fact('created', created),
    fact('updated', updated),
    fact('unchanged', unchanged),
    fact('status', counts({ ...byStatus }) || 'none'),
    fact('comments', comments),
    fact(
      'made',
      `${made.sections} of ${declared.sections} sections, ${made.tags} of ${declared.tags} tags, ` +
        `${made.authors} of ${declared.authors} authors`,
    ),
    ...(Object.values(different).some((count) => count > 0)
      ? [fact('kept', `${counts({ ...different })}, which are declared but different`)]
      : []),
    ...(report.leftOut.length > 0 ? [fact('left out', listed(report.leftOut))] : []),
    ...skipped.flatMap((items) => skippedLines(items, report)),
    ...(report.mended.length > 0 ? [fact('changed', '')] : []),
    ...report.mended.map(({ kind, name, count }) => `    ${printable(labelled(kind, name))}: ${count}`),
    ...(report.lost.length > 0 ? [fact('lost', 'in conversion')] : []),
    ...kindsOf(report.lost).map(([kind, names]) => `    ${kind}: ${listed(names)}`),
    ...(warningCount > 0 ? warningLines(report) : []),
    ...endLines(report),
  ];
  return `${lines.join('\n')}\n`;
}

const fact = (name: string, value: number | string): string => `  ${name.padEnd(WIDTH)}${value}`.trimEnd();

const counts = (numbers: Readonly<Record<string, number>>): string =>
  Object.entries(numbers)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');

export function wordPressComments(report: Readonly<WordPressReport>): string {
  const { commentsByState, commentsLeftOut } = report;
  const states = counts(commentsByState);
  const left = commentsLeftOut > 0 ? `; ${commentsLeftOut} of what was left out` : '';
  return `${takenComments(report)}${states ? ` (in the file: ${states})` : ''}${left}`;
}

function skippedLines(
  { reason, count, examples }: SkippedItems,
  { unit }: Readonly<ConvertedReport>,
): string[] {
  const more = count > examples.length ? [`    and ${count - examples.length} more`] : [];
  return [
    fact('skipped', `${count}: ${printable(reason)}`),
    ...examples.map(({ line, id, title }) =>
      `    ${unit} ${line}: ${unit === 'line' ? 'post ' : ''}${printable(id)} ${printable(title)}`.trimEnd(),
    ),
    ...more,
  ];
}

/** What is counted says itself what it is, but not where it was met. */
const labelled = (kind: string, name: string): string =>
  kind === 'mended' || kind === 'file' ? name : `${kind}: ${name}`;

const listed = (names: readonly Counted[]): string =>
  [
    ...names
      .slice(0, LISTED)
      .map(
        ({ kind, name, count }) => `${count} ${printable(kind === 'comment' ? `comment: ${name}` : name)}`,
      ),
    ...(names.length > LISTED ? [`${names.length - LISTED} more`] : []),
  ].join(', ');

function kindsOf(all: readonly Counted[]): [kind: string, names: Counted[]][] {
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  return kinds.map((kind) => [kind, all.filter((one) => one.kind === kind)]);
}
