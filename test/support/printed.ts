import { inspect } from 'node:util';
import { vi } from 'vitest';

/** What the process prints from now on, past its own log. The test runner's console does not go through the streams. */
export function capturePrinted(): { text(): string; restore(): void } {
  const spies = [
    vi.spyOn(process.stdout, 'write'),
    vi.spyOn(process.stderr, 'write'),
    ...(['debug', 'log', 'info', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method)),
  ];
  const written = (value: unknown): string =>
    typeof value === 'string' ? value : inspect(value, { depth: 8 });
  return {
    text: () => spies.flatMap(({ mock }) => (mock.calls as unknown[][]).flat().map(written)).join('\n'),
    restore: () => spies.forEach((spy) => spy.mockRestore()),
  };
}
