import { Agent, request } from 'node:http';
import { Random } from '../support/random.js';
import { sentence } from './data/prose.js';
import { COMMENT } from './requests.js';

export interface HotStory {
  readonly url: string;
  readonly id: string;
  readonly slug: string;
  /** Comments offered a second. */
  readonly rate: number;
  readonly seconds: number;
}

const WRITERS = 100;
const READERS = 10;
const TICK_MS = 10;
const SETTLE_MS = 30_000;

/**
 * Offers comments to one story at a steady rate, whatever becomes of them, while its page is read without a pause.
 * @returns what was reached
 * @throws Error when a comment was lost or counted twice
 */
export async function measureHot({ url, id, slug, rate, seconds }: HotStory): Promise<string> {
  const writers = new Agent({ keepAlive: true, maxSockets: WRITERS });
  const readers = new Agent({ keepAlive: true, maxSockets: READERS });
  const before = await counted(url, id);
  const random = new Random(11);
  const ids = new Set<string>();
  const sent: Promise<void>[] = [];
  let refused = 0;
  let held = 0;
  const write = async (): Promise<void> => {
    // Of so many, some come out alike: those wait for a moderator, and are not counted.
    const body = JSON.stringify({ ...COMMENT, body: `${sentence(random)} ${sentence(random)}` });
    const answer = await ask(writers, `${url}/v1/articles/${slug}/comments`, body);
    const comment =
      answer.status === 201
        ? (JSON.parse(answer.text) as { comment: { id: string; status: string } }).comment
        : null;
    if (!comment) refused += 1;
    else if (comment.status === 'approved') ids.add(comment.id);
    else held += 1;
  };
  const began = performance.now();
  let isOver = false;
  const times: number[] = [];
  const read = async (): Promise<void> => {
    while (!isOver) {
      const asked = performance.now();
      const { status } = await ask(readers, `${url}/v1/articles/${slug}/page`);
      if (status !== 200) throw new Error(`The page answered ${status}`);
      times.push(performance.now() - asked);
    }
  };
  const reading = Array.from({ length: READERS }, read);
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(rate * seconds, (rate * (performance.now() - began)) / 1_000);
      while (sent.length < Math.floor(due)) sent.push(write());
      if (sent.length < rate * seconds) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
  await Promise.all(sent);
  const took = (performance.now() - began) / 1_000;
  isOver = true;
  await Promise.all(reading);
  const exact = (await counted(url, id)) - before;
  const shown = await countShown(url, slug, exact + before);
  writers.destroy();
  readers.destroy();
  if (exact !== ids.size || shown !== exact + before) {
    throw new Error(`${ids.size} comments were taken, ${exact} counted, and the page says ${shown}`);
  }
  times.sort((one, other) => one - other);
  const at = (share: number): string => (times[Math.floor(share * times.length)] ?? NaN).toFixed(1);
  return (
    `${rate} comments/s offered for ${seconds} s: ${ids.size + held} taken at ${((ids.size + held) / took).toFixed(0)}/s, ${held} of them held, ${refused} refused, ` +
    `the counter exact (${exact}).\n${times.length} pages read meanwhile: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms.`
  );
}

function ask(agent: Agent, url: string, body?: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers =
      body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const outgoing = request(
      url,
      { agent, method: body === undefined ? 'GET' : 'POST', headers },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        answer.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function counted(url: string, id: string): Promise<number> {
  const answer = await fetch(`${url}/v1/counts?ids=${id}`);
  const { items } = (await answer.json()) as { items: { comments: number }[] };
  return items[0]?.comments ?? NaN;
}

/** The count that the page shows, which follows within seconds. */
async function countShown(url: string, slug: string, wanted: number): Promise<number> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const answer = await fetch(`${url}/v1/articles/${slug}/page?fields=article.commentCount`);
    const { article } = (await answer.json()) as { article: { commentCount: number } };
    if (article.commentCount === wanted || performance.now() > deadline) return article.commentCount;
  }
}
