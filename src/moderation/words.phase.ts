import { PASS, type Phase } from './phase.js';
import type { WordFile } from './word-file.js';

/** Words that moderators do not want, however they are written; the strictest of those found counts. */
export const words = (file: WordFile | null): Phase => ({
  name: 'words',
  async judge({ name, text }) {
    const found = file && (await file.matcher()).find(`${name}\n${text}`);
    if (!found) return PASS;
    const { word, count } = found;
    return { verdict: word.action, rule: 'listedWord', score: count, detail: word.term };
  },
});
