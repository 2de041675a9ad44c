import { EXIT } from './arguments.js';

/** A signal that Ctrl-C or SIGTERM raises. The second time the process ends at once: what is committed is whole. */
export function interruptible(): { signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return { signal: controller.signal, end: () => void process.off('SIGINT', stop).off('SIGTERM', stop) };
}
