import { printable } from '../imports/import-fault.js';
import { type ImportReport, storiesOf } from '../imports/import-report.js';

/** Stories a second; 0 where there is no time to speak of. */
export const rateOf = (report: Readonly<ImportReport>): number =>
  report.seconds > 0 ? Math.round((storiesOf(report) / report.seconds) * 10) / 10 : 0;

/** A report as one JSON document. */
export function jsonReport(report: Readonly<ImportReport>): string {
  const { fault, seconds, ...rest } = report;
  const time = { seconds: Math.round(seconds * 1_000) / 1_000, storiesPerSecond: rateOf(report) };
  const { file, line, reasons } = fault ?? {};
  return `${JSON.stringify({ ...rest, ...time, fault: fault && { file, line, reasons } }, null, 2)}\n`;
}

/** A report for people, a fact a line. */
export function textReport(report: Readonly<ImportReport>): string {
  const lines = [
    headOf(report),
    `  created    ${report.created}`,
    `  updated    ${report.updated}`,
    `  unchanged  ${report.unchanged}`,
    `  comments   ${takenComments(report)}`,
    ...warningLines(report),
    ...endLines(report),
  ];
  return `${lines.join('\n')}\n`;
}

export const takenComments = ({ comments, commentsUpdated }: Readonly<ImportReport>): string =>
  `${comments} added${commentsUpdated > 0 ? `, ${commentsUpdated} updated` : ''}`;

export const headOf = (report: Readonly<ImportReport>): string =>
  `Imported ${count(storiesOf(report), 'story', 'stories')} from ${printable(report.file)} ` +
  `in ${report.seconds.toFixed(1)} s (${rateOf(report)} a second)`;

export const warningLines = ({ unit, warningCount, warnings }: Readonly<ImportReport>): string[] => [
  ...(warningCount > 0 ? [`  warnings   ${warningCount}`] : []),
  ...warnings.map(({ line, detail }) => `    ${unit} ${line}: ${printable(detail)}`),
  ...(warningCount > warnings.length ? [`    and ${warningCount - warnings.length} more`] : []),
];

export const endLines = ({ fault, interrupted, lastLine, unit }: Readonly<ImportReport>): string[] =>
  fault || interrupted
    ? [`Stopped: everything up to ${unit} ${lastLine} is imported, nothing after it.`]
    : [];

const count = (amount: number, one: string, many: string): string => `${amount} ${amount === 1 ? one : many}`;
