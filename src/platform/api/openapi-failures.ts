import type { OpenAPIObject } from '@nestjs/swagger';
import type { ErrorCode } from '../http/error-codes.js';
import { PROBLEM_TYPE } from '../http/problem.js';

type Components = NonNullable<OpenAPIObject['components']>;
type Schema = NonNullable<Components['schemas']>[string];
type Response = NonNullable<Components['responses']>[string];

/** What any request may meet, whatever its route. */
const EVERYWHERE = [
  'BAD_REQUEST',
  'UNAUTHENTICATED',
  'NOT_ACCEPTABLE',
  'REQUEST_TIMEOUT',
  'URL_TOO_LONG',
  'HEADERS_TOO_LARGE',
  'INTERNAL_ERROR',
  'UNAVAILABLE',
];
const WITH_BODY = ['MALFORMED_BODY', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'INVALID_INPUT'];

/** The schemas of a refusal (RFC 9457). */
export const PROBLEM_SCHEMAS: Readonly<Record<string, Schema>> = {
  Problem: {
    type: 'object',
    description: 'A refusal (RFC 9457). Some codes add members of their own.',
    required: ['type', 'title', 'status', 'detail', 'code', 'errors'],
    properties: {
      type: { type: 'string', format: 'uri-reference', description: 'Where the code is documented.' },
      title: { type: 'string', description: 'The code in words; the same for every occurrence.' },
      status: { type: 'integer', description: 'The HTTP status.' },
      detail: { type: 'string', description: 'What went wrong this time.' },
      instance: { type: 'string', format: 'uri-reference', description: 'Path of the request.' },
      code: { type: 'string', description: 'Stable code to match on.' },
      errors: {
        type: 'array',
        description: 'The faulty parts of the request; empty when the fault is not in a part.',
        items: { $ref: '#/components/schemas/FieldProblem' },
      },
    },
    additionalProperties: true,
  },
  FieldProblem: {
    type: 'object',
    description: 'One faulty part of a request.',
    required: ['pointer', 'code', 'detail'],
    properties: {
      pointer: {
        type: 'string',
        description: "A JSON Pointer (RFC 6901) into the body, or a parameter's name.",
      },
      code: { type: 'string', description: 'Stable code of the fault.' },
      detail: { type: 'string', description: 'The same in words.' },
    },
  },
};

export interface RouteFailures {
  /** Codes that the route itself declares. */
  readonly own: readonly string[];
  readonly takesBody: boolean;
  /** Whether the route asks for a scope. */
  readonly guarded: boolean;
}

/** Makes the responses of failures. Routes that refuse for the same reasons share them. */
export class FailureResponses {
  readonly shared: Record<string, Response> = {};
  private readonly table: ReadonlyMap<string, ErrorCode>;

  constructor(codes: readonly ErrorCode[]) {
    this.table = new Map(codes.map((entry) => [entry.code, entry]));
  }

  /**
   * The failures of one route by HTTP status, as references to `components.responses`.
   * @throws Error for a code that is not in the table
   */
  of({ own, takesBody, guarded }: RouteFailures): Record<string, { $ref: string }> {
    const codes = new Set([
      ...own,
      ...(guarded ? ['FORBIDDEN'] : []),
      ...(takesBody ? WITH_BODY : []),
      ...EVERYWHERE,
    ]);
    const byStatus = new Map<number, ErrorCode[]>();
    for (const code of codes) {
      const entry = this.table.get(code);
      if (!entry) throw new Error(`A route declares the error ${code}, which is not in the table of codes`);
      byStatus.set(entry.status, [...(byStatus.get(entry.status) ?? []), entry]);
    }
    const statuses = [...byStatus].sort(([one], [other]) => one - other);
    return Object.fromEntries(statuses.map(([status, entries]) => [status, this.share(status, entries)]));
  }

  private share(status: number, entries: readonly ErrorCode[]): { $ref: string } {
    const name = entries.map(({ code }) => code).join('.');
    this.shared[name] = {
      description: entries.map(({ code, meaning }) => `- \`${code}\`: ${meaning}`).join('\n'),
      ...(status === 429 || status === 503
        ? { headers: { 'Retry-After': { $ref: '#/components/headers/Retry-After' } } }
        : {}),
      content: {
        [PROBLEM_TYPE]: {
          schema: {
            allOf: [
              { $ref: '#/components/schemas/Problem' },
              { type: 'object', properties: { code: { enum: entries.map(({ code }) => code) } } },
            ],
          },
        },
      },
    };
    return { $ref: `#/components/responses/${name}` };
  }
}
