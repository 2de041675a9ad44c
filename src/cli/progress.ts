import type { WriteStream } from 'node:tty';
import { Presets, SingleBar } from 'cli-progress';
import { type ImportReport, storiesOf } from '../imports/import-report.js';
import { rateOf } from './report.js';

/** Shows how far an import is. */
export interface Progress {
  update(report: Readonly<ImportReport>): void;
  /** @param share of the file that was looked through before its import, from 0 to 1 */
  survey(share: number): void;
  end(): void;
}

/** How often a line is written where no bar can be drawn, in milliseconds. */
const LINE_EVERY_MS = 5_000;

const REDRAWN_AFTER_MS = 100;

export const silentProgress: Progress = {
  update: () => undefined,
  survey: () => undefined,
  end: () => undefined,
};

/** A bar on a terminal, and a line every few seconds anywhere else. */
export const progressOn = (stream: WriteStream, size: number | null): Progress =>
  stream.isTTY && size ? bar(stream, size) : lines(stream, size);

function bar(stream: WriteStream, size: number): Progress {
  const format = ' {bar} {percentage}% | {doing}';
  const drawn = new SingleBar(
    { stream, format, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  drawn.start(size, 0, { doing: 'starting' });
  let drawnAt = 0;
  return {
    update: (report) =>
      drawn.update(report.bytesRead, {
        doing: `${storiesOf(report)} stories | ${rateOf(report)}/s | ${timeLeft(report)} left`,
      }),
    survey: (share) => {
      if (performance.now() - drawnAt < REDRAWN_AFTER_MS) return;
      drawnAt = performance.now();
      drawn.update(Math.round(share * size), { doing: 'looking through the file' });
    },
    end: () => drawn.stop(),
  };
}

function lines(stream: NodeJS.WritableStream, size: number | null): Progress {
  // Counted from the first news: what comes before it is the start of the program.
  let written: number | null = null;
  const isTime = (): boolean => {
    const now = performance.now();
    const isDue = written !== null && now - written >= LINE_EVERY_MS;
    if (written === null || isDue) written = now;
    return isDue;
  };
  return {
    update: (report) => {
      if (!isTime()) return;
      const share = size ? `${Math.floor((100 * report.bytesRead) / size)}%, ` : '';
      const left = size ? `, ${timeLeft(report)} left` : '';
      stream.write(`${share}${storiesOf(report)} stories, ${rateOf(report)} a second${left}\n`);
    },
    survey: (share) => {
      if (isTime()) stream.write(`looking through the file: ${Math.floor(100 * share)}%\n`);
    },
    end: () => undefined,
  };
}

/** Time to the end at the pace so far, as `1m 05s`. */
function timeLeft({ bytesRead, size, seconds }: Readonly<ImportReport>): string {
  if (!size || bytesRead === 0) return '?';
  const left = Math.ceil((seconds * Math.max(0, size - bytesRead)) / bytesRead);
  return left < 60 ? `${left}s` : `${Math.floor(left / 60)}m ${String(left % 60).padStart(2, '0')}s`;
}
