import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { getOperationAST, GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { GRAPHQL_OPTIONS, type GraphqlOptions } from './apollo-config.js';
import { CostCalculator } from './cost.js';
import { Documents, type Operation } from './documents.js';
import { errorFormatter, type ErrorFormatter } from './error-format.js';
import { type Executed, type Execution, Executor } from './executor.js';
import type { GraphqlRequest } from './graphql-request.js';
import { refusal } from './limits.js';
import { PersistedQueries } from './persisted-queries.js';
import { Refused } from './refused.js';
import { TrustedDocuments } from './trusted-documents.js';

interface Engine {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly executor: Executor;
}

/** What GraphQL requests come to, whatever brings them: the operation, and its answer. */
@Injectable()
export class Operations implements OnModuleInit {
  readonly format: ErrorFormatter;
  readonly persisted: PersistedQueries;
  readonly #trusted: TrustedDocuments;
  readonly #costs: CostCalculator;
  #engine: Engine | null = null;

  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(GraphQLSchemaHost) private readonly schemaHost: GraphQLSchemaHost,
    @Inject(GRAPHQL_OPTIONS) private readonly options: GraphqlOptions,
  ) {
    this.format = errorFormatter(options.limits, options.log);
    this.#trusted = new TrustedDocuments(options.trustedDocuments ?? { file: null, only: false });
    this.persisted = new PersistedQueries(this.#trusted);
    this.#costs = new CostCalculator(options.limits);
  }

  /** @throws Error with one line when a trusted document could not run */
  async onModuleInit(): Promise<void> {
    // Without HTTP (a command) there is no schema.
    if (!this.adapterHost.httpAdapter) return;
    const { schema } = this.schemaHost;
    const documents = new Documents(schema, this.options);
    this.#engine = { schema, documents, executor: new Executor(schema, this.format, this.options) };
    await this.#trusted.load(documents);
  }

  /**
   * Finds the operation that a request asks for, and holds it against the limits.
   * @param isSafe whether it came by a method that changes nothing
   * @throws Refused
   */
  find(request: GraphqlRequest, isSafe: boolean): Operation {
    const { schema, documents } = this.#ready();
    const document = documents.of(this.persisted.textOf(request));
    const node = getOperationAST(document.ast, request.operationName);
    if (!node) throw new Refused([noOperation(request.operationName)]);
    if (isSafe && node.operation !== OperationTypeNode.QUERY) throw notByGet(node.operation);
    if (node.operation === OperationTypeNode.SUBSCRIPTION) {
      const message = 'Subscriptions are served over WebSocket only.';
      throw new Refused([refusal('SUBSCRIPTION_NEEDS_WEBSOCKET', message)]);
    }
    try {
      this.#costs.check(schema, document.ast, node, request.variables);
    } catch (error) {
      throw Refused.because(error);
    }
    this.persisted.keep(request);
    return { document, node };
  }

  execute(execution: Execution): Promise<Executed> {
    return this.#ready().executor.execute(execution);
  }

  #ready(): Engine {
    if (!this.#engine) throw new Error('GraphQL is not served before the application has started');
    return this.#engine;
  }
}

const noOperation = (name: string | undefined): GraphQLError =>
  refusal(
    'OPERATION_RESOLUTION_FAILURE',
    name === undefined
      ? 'Must provide operation name if query contains multiple operations.'
      : `Unknown operation named "${name}".`,
  );

const notByGet = (kind: string): Refused =>
  new Refused(
    [refusal('BAD_REQUEST', `GET requests only support query operations, not ${kind} operations`)],
    405,
    { allow: 'POST' },
  );
