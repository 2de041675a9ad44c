import { expect, it } from 'vitest';
import { parseUrl } from './parse-url.js';

it('takes every host for what it is, however often it is asked', () => {
  // As texts come from the network: each in one piece, a byte a letter.
  const texts = ['https://müller.example/', 'https://plain.example/é'].map((text) =>
    Buffer.from(text, 'latin1').toString('latin1'),
  );
  let missed = 0;
  for (let turn = 0; turn < 50_000; turn += 1) if (!parseUrl(texts[turn % 2] as string)) missed += 1;
  expect(missed).toBe(0);
  expect(parseUrl('nonsense')).toBeNull();
  expect(parseUrl('/a', 'https://site.example')?.href).toBe('https://site.example/a');
});
