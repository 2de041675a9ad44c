import { describe, expect, it } from 'vitest';
import { PictureWork } from './picture-work.js';

/** Work that ends when it is told to. */
function held() {
  let end: (value: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => (end = resolve));
  let started = 0;
  return {
    work: () => {
      started += 1;
      return ended;
    },
    end: (value = 'done') => end(value),
    started: () => started,
  };
}

describe('work on pictures', () => {
  it('is done two at a time, and beyond those that wait it is refused', async () => {
    const queue = new PictureWork(2, 1);
    const works = [held(), held(), held()];
    const running = works.map(({ work }) => queue.inTurn(work));
    expect(works.map(({ started }) => started())).toEqual([1, 1, 0]);
    await expect(queue.inTurn(held().work)).rejects.toMatchObject({
      code: 'MEDIA_BUSY',
      status: 503,
      headers: { 'Retry-After': '2' },
    });
    works[0]?.end();
    await running[0];
    await expect.poll(() => works[2]?.started()).toBe(1);
    for (const { end } of works) end();
    await Promise.all(running);
  });

  it('is done once for all who ask for the same, and again for those who come later', async () => {
    const queue = new PictureWork(2, 1);
    const one = held();
    const asked = [queue.shared('a', one.work), queue.shared('a', one.work)];
    one.end('a');
    expect(await Promise.all(asked)).toEqual(['a', 'a']);
    expect(one.started()).toBe(1);
    await queue.shared('a', one.work);
    expect(one.started()).toBe(2);
  });

  it('that fails leaves the way free', async () => {
    const queue = new PictureWork(1, 1);
    await expect(queue.shared('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await queue.shared('a', () => Promise.resolve('yes'))).toBe('yes');
  });
});
