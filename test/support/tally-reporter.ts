import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Ends a run with one plain line that programs can read: `12 passed, 0 failed, 1 skipped`. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[outcomeOf(test)] += 1;
      // A file that cannot be loaded, or whose hooks fail, has failed though no test of it did.
      if (module.state() === 'failed' && countFailed(module) === 0) count.failed += 1;
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    process.stdout.write(`\n${count.passed} passed, ${count.failed + count.pending} failed${skipped}\n`);
  }
}

const outcomeOf = (test: TestCase) => test.result().state;

const countFailed = (module: TestModule): number =>
  [...module.children.allTests()].filter((test) => outcomeOf(test) === 'failed').length;
