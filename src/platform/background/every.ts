import { Logger } from '@nestjs/common';

/** Some work that is done again and again, a turn at a time. What fails is logged, and tried again at the next turn. */
export class Every {
  private readonly logger: Logger;
  private timer: NodeJS.Timeout | null = null;
  private working: Promise<unknown> | null = null;

  /** @param owner by whose name failures are logged */
  constructor(
    private readonly milliseconds: number,
    private readonly work: () => Promise<unknown>,
    owner: { readonly name: string },
  ) {
    this.logger = new Logger(owner.name);
  }

  start(): void {
    this.timer ??= setInterval(() => {
      this.working ??= this.work()
        .catch((error: unknown) => this.logger.error(error))
        .finally(() => (this.working = null));
    }, this.milliseconds);
  }

  /** Begins no further turn, and waits for the end of the one under way. */
  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    await this.working;
  }
}
