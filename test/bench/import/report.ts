import type { CliRun } from './measured-cli.js';

/** What is aimed at: so much memory at most. The pace is told beside that of the bare loader. */
const MAX_MEGABYTES = 300;

export interface ImportMeasured {
  readonly stories: number;
  readonly first: CliRun;
  readonly second: CliRun;
  /** Seconds that it took to choose the related stories that the first run left due. */
  readonly related: number;
  /** Stories a second of the bare loader. */
  readonly bare: number;
}

export function report({ stories, first, second, related, bare }: ImportMeasured): string {
  const rate = stories / first.seconds;
  const peak = Math.max(first.peakMegabytes, second.peakMegabytes);
  return [
    line('import', `${rate.toFixed(0)} stories/s`),
    line('in its last tenth', `${lastTenth(first).toFixed(0)} stories/s`),
    line(
      'with related stories',
      `${(stories / (first.seconds + related)).toFixed(0)} stories/s, ${related.toFixed(0)} s of it after the import`,
    ),
    line('the same file again', `${(stories / second.seconds).toFixed(0)} stories/s`),
    line(
      'memory of the process',
      `${peak.toFixed(0)} MB at most`,
      `aim < ${MAX_MEGABYTES} MB: ${peak < MAX_MEGABYTES ? 'reached' : 'missed'}`,
    ),
    line(
      'bare loader',
      `${bare.toFixed(0)} stories/s`,
      `the import reaches ${(rate / bare).toFixed(2)} of it`,
    ),
    line(
      'processor time a story',
      `${each(first.processorSeconds, stories)} import, ${each(first.databaseSeconds, stories)} PostgreSQL`,
    ),
  ].join('\n');
}

const line = (what: string, value: string, more = ''): string =>
  `${what.padEnd(24)}${value}${more && `, ${more}`}`;

const each = (seconds: number | null, stories: number): string =>
  seconds === null ? '?' : `${((seconds * 1_000) / stories).toFixed(2)} ms`;

/** The pace when the site was largest: by the change log, which has about an entry a story. */
function lastTenth({ progress }: CliRun): number {
  const before = progress[0]?.changes ?? 0;
  const after = progress.at(-1)?.changes ?? 0;
  const from = progress.find(({ changes }) => changes >= before + (after - before) * 0.9);
  const to = progress.find(({ changes }) => changes === after);
  return from && to && to.at > from.at ? (to.changes - from.changes) / (to.at - from.at) : Number.NaN;
}
