import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CountedVisit, VisitBatch } from './visit-batch.js';
import type { VisitBatchesService } from './visit-batches.service.js';
import { VisitLedgerService } from './visit-ledger.service.js';

const VISIT: CountedVisit = {
  ...{ code: 'abcdefgh', subject: { kind: 'story', id: '1' }, network: 'link', visitor: 'human' },
  ...{ referrer: null, address: '192.0.2.1', agent: 'a browser' },
};

/** What was sent to the database: of each batch its id and its visits. */
let sent: [id: string, visits: number][] = [];
let fails = false;
let logged: ReturnType<typeof vi.spyOn>[];
let ledger: VisitLedgerService;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  fails = false;
  logged = [
    vi.spyOn(Logger.prototype, 'error').mockReturnValue(),
    vi.spyOn(Logger.prototype, 'warn').mockReturnValue(),
  ];
  const write = async ({ id, visits }: VisitBatch): Promise<void> => {
    sent.push([id, visits]);
    await Promise.resolve();
    if (fails) throw new Error('away');
  };
  ledger = new VisitLedgerService({ write } as unknown as VisitBatchesService, true);
  ledger.onApplicationBootstrap();
});
afterEach(async () => {
  fails = false;
  await ledger.onApplicationShutdown();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const count = (visits: number): void => {
  for (let turn = 0; turn < visits; turn += 1) ledger.count(VISIT);
};

it('writes what came in a moment at once, and nothing when nobody came', async () => {
  count(1_000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent.map(([, visits]) => visits)).toEqual([1_000]);
});

it('sends a batch again under its id until it is written, and the next one after it', async () => {
  fails = true;
  count(3);
  await vi.advanceTimersByTimeAsync(200);
  count(4);
  await vi.advanceTimersByTimeAsync(400);
  count(5);
  const first = sent[0]?.[0];
  expect(sent).toEqual([first, first, first].map((id) => [id, 3]));
  fails = false;
  await vi.advanceTimersByTimeAsync(200);
  expect(sent.slice(3).map(([, visits]) => visits)).toEqual([3, 9]);
  expect(new Set(sent.map(([id]) => id)).size).toBe(2);
  await vi.advanceTimersByTimeAsync(400);
  expect(sent).toHaveLength(5);
  for (const said of logged) expect(said).toHaveBeenCalledOnce();
});

it('tells whoever asks for what is exact when all is written', async () => {
  count(2);
  const asked = [ledger.flush(), ledger.flush()];
  count(3);
  await Promise.all(asked);
  expect(sent.map(([, visits]) => visits)).toEqual([5]);
  fails = true;
  count(1);
  await expect(ledger.flush()).rejects.toThrow('away');
});

it('writes when it ends, and says what it could not', async () => {
  count(7);
  await ledger.onApplicationShutdown();
  expect(sent.map(([, visits]) => visits)).toEqual([7]);
  fails = true;
  count(8);
  const ended = ledger.onApplicationShutdown();
  await vi.advanceTimersByTimeAsync(2_000);
  await ended;
  expect(sent).toHaveLength(6);
  expect(logged[0]).toHaveBeenCalledWith('8 visits could not be written down');
});
