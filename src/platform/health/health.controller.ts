import { Controller, Get, Header, Inject } from '@nestjs/common';
import { DomainError } from '../api/errors.js';
import { Needs } from '../api/needs.js';
import { failedProbes, type Probe } from './probes.js';

/** Injection token of the probes that `/health/ready` runs. */
export const READINESS_PROBES = Symbol('READINESS_PROBES');

export interface HealthStatus {
  readonly status: 'ok';
}

/** For load balancers and supervisors. Says nothing about the inside beyond the names of the probes. */
@Controller('health')
export class HealthController {
  constructor(@Inject(READINESS_PROBES) private readonly probes: readonly Probe[]) {}

  /** The process runs and answers. */
  @Get('live')
  @Needs('anyone')
  @Header('Cache-Control', 'no-store')
  live(): HealthStatus {
    return { status: 'ok' };
  }

  /**
   * Everything that requests need answers.
   * @throws DomainError UNAVAILABLE naming each probe that failed or took more than two seconds
   */
  @Get('ready')
  @Needs('anyone')
  @Header('Cache-Control', 'no-store')
  async ready(): Promise<HealthStatus> {
    const failures = await failedProbes(this.probes);
    if (failures.length === 0) return { status: 'ok' };
    const names = failures.map(({ name }) => name);
    const refusal = new DomainError('UNAVAILABLE', 503, `Not ready: ${names.join(', ')}.`, {
      errors: names.map((name) => ({
        pointer: name,
        code: 'UNAVAILABLE',
        detail: `${name} does not answer.`,
      })),
      headers: { 'Retry-After': '1' },
    });
    // For the log only: what a probe says may name hosts and databases.
    refusal.cause = failures[0]?.error;
    throw refusal;
  }
}
