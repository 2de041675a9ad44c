import {
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLSchema,
  OperationTypeNode,
} from 'graphql';
import { Reads } from '../cache/reads.js';
import type { Tag } from '../cache/tag.js';
import type { GraphqlContext } from './apollo-config.js';
import type { Operation } from './documents.js';
import type { ErrorFormatter } from './error-format.js';
import { Irregular } from './projection.js';
import { isReadable, readSchemaOf } from './read-schema.js';

export interface Execution {
  readonly operation: Operation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GraphqlContext;
}

/** The answer to one operation. */
export interface Executed {
  /** The body, with the line break at its end. */
  readonly json: string;
  /** Of HTTP. */
  readonly status: number;
  readonly hasErrors: boolean;
  /** What it was made from; null when it is not to be kept. */
  readonly tags: readonly Tag[] | null;
}

/** Executes operations with graphql-js: by the read schema where that can be, since it costs a fraction. */
export class Executor {
  readonly #readSchema: GraphQLSchema;
  readonly #readable = new WeakMap<object, boolean>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly format: ErrorFormatter,
    private readonly options: { readonly introspection: boolean },
  ) {
    this.#readSchema = readSchemaOf(schema);
  }

  async execute(execution: Execution): Promise<Executed> {
    const reads = new Reads();
    const { errors, data } = await this.#result(execution, reads);
    const told: FormattedExecutionResult = { errors: errors?.map(this.format), data };
    // Without data nothing ran: a variable does not fit its type.
    return {
      json: `${JSON.stringify(told)}\n`,
      status: data === undefined ? 400 : 200,
      hasErrors: errors !== undefined,
      tags: errors || !data || execution.context.isMomentary ? null : reads.tags(Object.keys(data)),
    };
  }

  async #result(
    { operation: { document, node }, variables, context }: Execution,
    reads: Reads,
  ): Promise<ExecutionResult> {
    const args: ExecutionArgs = {
      schema: this.schema,
      document: document.ast,
      operationName: node.name?.value,
      variableValues: variables,
      contextValue: context,
      rootValue: reads,
      hideSuggestions: !this.options.introspection,
    };
    if (node.operation !== OperationTypeNode.QUERY || !this.#isReadable(document.ast)) return execute(args);
    const result = await execute({ ...args, schema: this.#readSchema });
    // Rare, and a fault of ours: the query reads once more, and graphql-js says what is wrong with what it gives.
    return result.errors?.some(({ originalError }) => originalError instanceof Irregular)
      ? execute(args)
      : result;
  }

  #isReadable(document: Operation['document']['ast']): boolean {
    let readable = this.#readable.get(document);
    if (readable === undefined) {
      readable = isReadable(this.schema, document);
      this.#readable.set(document, readable);
    }
    return readable;
  }
}
