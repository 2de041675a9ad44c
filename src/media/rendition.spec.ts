import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FITS, HEIGHTS, renditionOf, WIDTHS } from './rendition.js';

const PICTURE = { width: 3000, height: 2000 };

describe('a rendition', () => {
  it.each([
    ['a width alone', { width: 640, height: null }, { width: 640, height: 427 }],
    ['a height alone', { width: null, height: 540 }, { width: 810, height: 540 }],
    ['a width beyond it', { width: 5000, height: null }, PICTURE],
  ])('by %s keeps the shape', (_, frame, size) => {
    expect(renditionOf(PICTURE, { ...frame, fit: 'cover' }, null)).toEqual({
      part: null,
      size,
      canvas: size,
    });
  });

  it('that covers a frame keeps its focal point, as far as the edges allow', () => {
    const frame = { width: 320, height: 320, fit: 'cover' } as const;
    const left = (x: number) => renditionOf(PICTURE, frame, { x, y: 0.5 }).part?.left;
    expect([left(0), left(0.5), left(0.6), left(1)]).toEqual([0, 500, 800, 1000]);
    expect(renditionOf(PICTURE, frame, null)).toEqual({
      part: { left: 500, top: 0, width: 2000, height: 2000 },
      size: { width: 320, height: 320 },
      canvas: { width: 320, height: 320 },
    });
  });

  it('that a frame contains has edges', () => {
    const { size, canvas } = renditionOf(PICTURE, { width: 320, height: 320, fit: 'contain' }, null);
    expect([size, canvas]).toEqual([
      { width: 320, height: 213 },
      { width: 320, height: 320 },
    ]);
  });

  it('is never larger than the picture, lies inside it, and has the shape that was asked for', () => {
    const side = fc.integer({ min: 1, max: 12_000 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({ width: side, height: side }),
        fc.record({
          width: fc.constantFrom(...WIDTHS),
          height: fc.constantFrom(...HEIGHTS),
          fit: fc.constantFrom(...FITS),
        }),
        fc.record({ x: share, y: share }),
        (picture, frame, focus) => {
          const { part, size, canvas } = renditionOf(picture, frame, focus);
          const taken = part ?? { left: 0, top: 0, ...picture };
          expect(taken.left).toBeGreaterThanOrEqual(0);
          expect(taken.top).toBeGreaterThanOrEqual(0);
          expect(taken.left + taken.width).toBeLessThanOrEqual(picture.width);
          expect(taken.top + taken.height).toBeLessThanOrEqual(picture.height);
          expect(size.width).toBeLessThanOrEqual(Math.min(taken.width, frame.width));
          expect(size.height).toBeLessThanOrEqual(Math.min(taken.height, frame.height));
          expect(canvas.width).toBeLessThanOrEqual(Math.max(frame.width, 1));
          expect(canvas.height).toBeLessThanOrEqual(Math.max(frame.height, 1));
          expect(canvas.width >= size.width && canvas.height >= size.height).toBe(true);
        },
      ),
    );
  });
});
