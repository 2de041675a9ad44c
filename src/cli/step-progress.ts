import type { WriteStream } from 'node:tty';
import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a work of several steps is, each of which goes through the same things. */
export interface StepProgress {
  /** So many more are done in this step. */
  add(step: string, count: number): void;
  end(): void;
}

/** How often a line is written where no bar can be drawn, in milliseconds. */
const LINE_EVERY_MS = 5_000;

/** A bar on a terminal, a line every few seconds anywhere else, and nothing without a stream. */
export function stepsOn(stream: WriteStream | null, total: number): StepProgress {
  if (!stream || total === 0) return { add: () => undefined, end: () => undefined };
  return stream.isTTY ? bar(stream, total) : lines(stream, total);
}

function bar(stream: WriteStream, total: number): StepProgress {
  const format = ' {bar} {percentage}% | {step} | {value} of {total} | {eta_formatted} left';
  const options = { stream, format, hideCursor: true, clearOnComplete: true };
  const drawn = new SingleBar(options, Presets.shades_classic);
  let current = '';
  return {
    add: (step, count) => {
      if (step !== current) drawn.start(total, 0, { step });
      current = step;
      drawn.increment(count);
    },
    end: () => drawn.stop(),
  };
}

function lines(stream: NodeJS.WritableStream, total: number): StepProgress {
  let current = '';
  let done = 0;
  let writtenAt = 0;
  return {
    add: (step, count) => {
      done = step === current ? done + count : count;
      const isDue = step !== current || performance.now() - writtenAt >= LINE_EVERY_MS;
      current = step;
      if (!isDue) return;
      writtenAt = performance.now();
      stream.write(`${step}: ${done} of ${total}\n`);
    },
    end: () => undefined,
  };
}
