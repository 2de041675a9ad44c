import { describe, expect, it } from 'vitest';
import { logPosition } from './log-position.js';

describe('positions in the log', () => {
  it.each([
    ['0/0', 0n],
    ['0/1A', 26n],
    ['16/B374D848', 0x16_b374_d848n],
    ['FFFFFFFF/FFFFFFFF', 0xffff_ffff_ffff_ffffn],
  ])('are numbers: %s', (text, position) => {
    expect(logPosition(text)).toBe(position);
  });

  it('are in the order of the log, where their texts are not', () => {
    const inOrder = ['0/9', '0/10', '0/FFFFFFFF', '1/0', '9/FF000000', 'A/1', '10/0'];
    const positions = inOrder.map((text) => logPosition(text) ?? -1n);
    expect(positions.toSorted((one, other) => (one < other ? -1 : 1))).toEqual(positions);
    expect(inOrder.toSorted()).not.toEqual(inOrder);
  });

  it.each(['', '0', '/', '0/', '/0', '0/G', '0/0 ', '-1/0', '0x1/0', '100000000/0', '0/0/0', '0/0\n'])(
    'are nothing else: %j',
    (text) => {
      expect(logPosition(text)).toBeNull();
    },
  );
});
