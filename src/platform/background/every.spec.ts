import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Every } from './every.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('does its work a turn at a time, goes on after a failure, and ends with the turn under way', async () => {
  const logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
  const turns: { end(): void; fail(error: Error): void }[] = [];
  const work = () => new Promise<void>((end, fail) => turns.push({ end, fail }));
  const every = new Every(10, work, class Owner {});
  every.start();
  await vi.advanceTimersByTimeAsync(35);
  expect(turns).toHaveLength(1);
  turns[0]?.fail(new Error('away'));
  await vi.advanceTimersByTimeAsync(10);
  expect(logged).toHaveBeenCalledOnce();
  expect(turns).toHaveLength(2);
  let hasEnded = false;
  const stopped = every.stop().then(() => (hasEnded = true));
  await vi.advanceTimersByTimeAsync(50);
  expect(hasEnded).toBe(false);
  turns[1]?.end();
  await stopped;
  await vi.advanceTimersByTimeAsync(50);
  expect(turns).toHaveLength(2);
});
