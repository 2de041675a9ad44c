import { expect, it } from 'vitest';
import { type LiveEntry, liveEventText } from './live-event.js';
import { LiveStream } from './live-stream.js';

const ARTICLE = 'a-story';
const comment = (id: number): LiveEntry => ({
  activity: { id, kind: 'commentAdded', articleId: ARTICLE, commentId: `comment-${id}` },
});
const change = (seq: number): LiveEntry => ({
  change: {
    ...{ seq, at: new Date(0), kind: 'updated', subject: 'article', subjectId: `change-${seq}`, version: 1 },
    ...{ slug: null, previousSlug: null, tags: [] },
  },
});

it('tells what was missed once, though its process hears of it before that, meanwhile and afterwards', async () => {
  const stream = new LiveStream('anonymous', { tags: [], articleId: ARTICLE });
  const hear = (entry: LiveEntry): void =>
    stream.receive(entry, liveEventText(entry, { change: 5, activity: 10 }));
  hear(comment(11));
  hear(change(6));
  const missed = [change(6), change(7), comment(11), comment(12)];
  stream.begin({ change: 5, activity: 10 }, { position: { change: 5, activity: 10 }, missed });
  hear(change(7));
  hear(comment(12));
  stream.beat({ change: 7, activity: 11 });
  hear(comment(12));
  hear(comment(13));
  hear(change(8));
  const told: string[] = [];
  for await (const text of stream.texts()) {
    told.push(...(text.match(/(comment|change)-\d+/g) ?? []));
    if (text.includes('change-8')) break;
  }
  expect(told).toEqual(['change-6', 'change-7', 'comment-11', 'comment-12', 'comment-13', 'change-8']);
});
