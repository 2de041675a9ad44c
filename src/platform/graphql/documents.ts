import { hash } from 'node:crypto';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { limitsRule, type GraphqlLimits } from './limits.js';
import { recoded, Refused } from './refused.js';

/** A document that was parsed, held against the limits and validated. */
export class Document {
  #id: string | null = null;

  constructor(
    readonly text: string,
    readonly ast: DocumentNode,
  ) {}

  /** SHA-256 of the text, in hexadecimal: what persisted queries are known by. */
  get sha256(): string {
    return (this.#id ??= sha256(this.text));
  }
}

/** One operation of a document, chosen. */
export interface Operation {
  readonly document: Document;
  readonly node: OperationDefinitionNode;
}

export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** How much is kept: the tree of a document takes some fifty times the memory of its text. */
const MAX_DOCUMENTS = 1_000;
const MAX_CHARACTERS = 1_000_000;

export interface DocumentRules {
  readonly limits: GraphqlLimits;
  readonly introspection: boolean;
}

/** Parses and validates each document once, for as long as it is asked for. Faulty ones are not kept. */
export class Documents {
  readonly #kept = new LRUCache<string, Document>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ text }) => text.length,
  });
  readonly #rules;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly options: DocumentRules,
  ) {
    const { limits, introspection } = options;
    this.#rules = [
      ...specifiedRules,
      ...(introspection ? [] : [NoSchemaIntrospectionCustomRule]),
      limitsRule(limits),
    ];
  }

  /** @throws Refused GRAPHQL_PARSE_FAILED, QUERY_TOO_LONG, GRAPHQL_VALIDATION_FAILED, QUERY_TOO_DEEP, TOO_MANY_ALIASES */
  of(text: string): Document {
    const known = this.#kept.get(text);
    if (known) return known;
    const { limits, introspection } = this.options;
    const ast = parsed(text, limits.tokens);
    const faults = validate(this.schema, ast, this.#rules, { hideSuggestions: !introspection });
    if (faults.length > 0) {
      throw new Refused(faults.map((fault) => recoded(fault, 'GRAPHQL_VALIDATION_FAILED')));
    }
    const document = new Document(text, ast);
    this.#kept.set(text, document);
    return document;
  }
}

function parsed(text: string, maxTokens: number): DocumentNode {
  try {
    return parse(text, { maxTokens });
  } catch (error) {
    throw error instanceof GraphQLError ? new Refused([recoded(error, 'GRAPHQL_PARSE_FAILED')]) : error;
  }
}
