import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DomainError } from '../api/errors.js';
import { Needs } from '../api/needs.js';
import { ERROR_CODES_EXTENSION } from '../api/rest-route.js';
import { failedProbes, type Probe } from './probes.js';

/** Injection token of the probes that `/health/ready` runs. */
export const READINESS_PROBES = Symbol('READINESS_PROBES');

export interface HealthStatus {
  readonly status: 'ok';
  /** What does not answer and is done without. */
  readonly degraded?: readonly string[];
}

const STATUS = { type: 'string', enum: ['ok'] };
const OK = {
  status: 200,
  description: 'It is.',
  schema: { type: 'object', required: ['status'], properties: { status: STATUS } },
};
const DEGRADED = {
  type: 'array',
  items: { type: 'string' },
  description:
    'What does not answer and is done without, such as `replica 1`; absent where everything answers.',
};
const READY = { ...OK, schema: { ...OK.schema, properties: { status: STATUS, degraded: DEGRADED } } };

/** For load balancers and supervisors. Says nothing about the inside beyond the names of the probes. */
@ApiTags('Service')
@Controller('health')
export class HealthController {
  constructor(@Inject(READINESS_PROBES) private readonly probes: readonly Probe[]) {}

  /** The process runs and answers. */
  @Get('live')
  @Needs('anyone')
  @ApiOperation({ summary: 'Whether the process runs and answers' })
  @ApiResponse(OK)
  @Header('Cache-Control', 'no-store')
  live(): HealthStatus {
    return { status: 'ok' };
  }

  /**
   * Everything that requests need answers. What they can do without is named when it does not.
   * @throws DomainError UNAVAILABLE naming each probe that failed or took more than two seconds
   */
  @Get('ready')
  @Needs('anyone')
  @ApiOperation({
    summary: 'Whether everything that requests need answers',
    description: '503 names in `errors` what does not.',
  })
  @ApiResponse(READY)
  @ApiExtension(ERROR_CODES_EXTENSION, ['UNAVAILABLE'])
  @Header('Cache-Control', 'no-store')
  async ready(): Promise<HealthStatus> {
    const failed = await failedProbes(this.probes);
    const failures = failed.filter(({ isOptional }) => !isOptional);
    const degraded = failed.filter(({ isOptional }) => isOptional).map(({ name }) => name);
    if (failures.length === 0) return { status: 'ok', ...(degraded.length > 0 ? { degraded } : {}) };
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
