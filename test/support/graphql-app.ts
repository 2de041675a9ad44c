import type { AddressInfo } from 'node:net';
import { BadRequestException, ForbiddenException, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Args,
  Context,
  Field,
  Info,
  Int,
  Mutation,
  ObjectType,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { DomainError, invalidInput } from '../../src/platform/api/errors.js';
import type { GraphqlOptions, ViewerSource } from '../../src/platform/graphql/apollo-config.js';
import { GraphqlServerModule } from '../../src/platform/graphql/graphql-server.module.js';
import { DEFAULT_GRAPHQL_LIMITS } from '../../src/platform/graphql/limits.js';
import { GraphQLDateTime, GraphQLJSON } from '../../src/platform/graphql/scalars.js';

@ObjectType()
class Thing {
  @Field(() => String)
  id: string;
  @Field(() => String, { nullable: true })
  name?: string;
}

@ObjectType()
class ThingConnection {
  @Field(() => [Thing])
  nodes: Thing[];
}

const THING: Thing = { id: '1', name: 'one' };
export const SECRET = 'select secret from vault';

@Resolver(() => Thing)
class ThingResolver {
  @ResolveField(() => Thing)
  self(): Thing {
    return THING;
  }

  @ResolveField(() => ThingConnection)
  things(@Args('first', { type: () => Int, nullable: true }) _first?: number): ThingConnection {
    return { nodes: [THING] };
  }

  @ResolveField(() => [Thing])
  related(@Args('first', { type: () => Int, defaultValue: 5 }) _first: number): Thing[] {
    return [THING];
  }
}

@Resolver()
class RootResolver {
  static released = 0;

  @Query(() => String)
  hello(): string {
    return 'hello';
  }

  @Query(() => Thing)
  thing(): Thing {
    return THING;
  }

  @Query(() => ThingConnection)
  things(
    @Args('first', { type: () => Int, nullable: true }) _first?: number,
    @Args('last', { type: () => Int, nullable: true }) _last?: number,
  ): ThingConnection {
    return { nodes: [THING] };
  }

  @Query(() => String)
  viewer(@Context('viewer') viewer: string): string {
    return viewer;
  }

  @Query(() => Boolean)
  http(@Context() context: { request?: { method: string }; reply?: object }): boolean {
    return context.request?.method !== undefined && context.reply !== undefined;
  }

  @Query(() => String, { nullable: true })
  fail(@Args('how', { type: () => String }) how: string, @Info() info: GraphQLResolveInfo): string {
    switch (how) {
      case 'domain':
        throw new DomainError('STORY_RETRACTED', 410, 'Gone.', { extra: { notice: 'why' } });
      case 'input':
        throw invalidInput([{ pointer: '/name', code: 'REQUIRED', detail: 'Missing.' }]);
      case 'wrapped':
        throw new GraphQLError('outer', { originalError: new DomainError('INNER', 404, 'Inner detail.') });
      case 'forbidden':
        throw new ForbiddenException('Not yours.');
      case 'pipe':
        throw new BadRequestException(['name must be a string']);
      case 'uncoded':
        throw new GraphQLError(SECRET);
      case 'placed':
        throw new GraphQLError(SECRET, { nodes: info.fieldNodes });
      default:
        throw new Error(SECRET);
    }
  }

  @Query(() => Int)
  unserializable(): unknown {
    return SECRET;
  }

  @Query(() => GraphQLDateTime)
  at(@Args('value', { type: () => GraphQLDateTime }) value: string): string {
    return value;
  }

  @Query(() => GraphQLJSON, { nullable: true })
  json(@Args('value', { type: () => GraphQLJSON, nullable: true }) value: unknown): unknown {
    return value;
  }

  @Mutation(() => Boolean)
  touch(): boolean {
    return true;
  }

  @Subscription(() => Int, { resolve: (value: number) => value })
  async *count(@Args('to', { type: () => Int }) to: number): AsyncGenerator<number> {
    for (let value = 1; value <= to; value += 1) yield value;
  }

  @Subscription(() => String, { resolve: (value: string) => value })
  async *viewerSeen(@Context('viewer') viewer: string): AsyncGenerator<string> {
    yield viewer;
  }

  /** Emits once, then stays open until the client or the server ends it. */
  @Subscription(() => Int, { resolve: (value: number) => value })
  forever(): AsyncIterableIterator<number> {
    return endless(() => (RootResolver.released += 1));
  }

  /** `event`: an event fails to resolve; `stream`: the source breaks; anything else: it cannot be opened. */
  @Subscription(() => Thing, { resolve: resolveThing })
  failing(@Args('how', { type: () => String }) how: string): AsyncGenerator<string> {
    if (how === 'domain') throw new DomainError('STORY_RETRACTED', 410, 'Gone.');
    if (how === 'open') throw new Error(SECRET);
    return broken(how);
  }

  @Subscription(() => Thing, { resolve: (value: Thing) => value })
  async *thingSeen(): AsyncGenerator<Thing> {
    yield THING;
  }
}

function resolveThing(): never {
  throw new Error(SECRET);
}

async function* broken(how: string): AsyncGenerator<string> {
  if (how === 'stream') throw new Error(SECRET);
  yield how;
}

function endless(released: () => void): AsyncGenerator<number> {
  let first = true;
  let end: (result: IteratorResult<number>) => void = () => undefined;
  const over = { done: true, value: undefined } as const;
  const waiting = new Promise<IteratorResult<number>>((resolve) => (end = resolve));
  return {
    next: async () => {
      if (!first) return waiting;
      first = false;
      return { done: false, value: 1 };
    },
    return: async () => {
      released();
      end(over);
      return over;
    },
    throw: async () => over,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Anonymous without a header; `Bearer bad` is refused, `Bearer broken` makes the look-up itself fail. */
function viewerOf({ headers }: ViewerSource): string {
  if (headers.authorization === 'Bearer bad') throw new DomainError('UNAUTHENTICATED', 401, 'Unknown key.');
  if (headers.authorization === 'Bearer broken') throw new Error(SECRET);
  return headers.authorization ?? 'anonymous';
}

export interface GraphqlApp {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly socketUrl: string;
  /** Everything given to `GraphqlOptions.log`. */
  readonly logged: unknown[];
  /** How many endless subscriptions were ended. */
  readonly released: () => number;
}

/** Boots Nest, Fastify and Apollo with a small schema on a free port of 127.0.0.1. */
export async function startGraphqlApp(changes: Partial<GraphqlOptions> = {}): Promise<GraphqlApp> {
  const logged: unknown[] = [];
  const options: GraphqlOptions = {
    limits: DEFAULT_GRAPHQL_LIMITS,
    introspection: true,
    viewerOf,
    isKnown: () => Promise.resolve(true),
    onRevocation: () => () => undefined,
    schemaFile: null,
    log: (error) => logged.push(error),
    ...changes,
  };

  @Module({
    imports: [GraphqlServerModule.forRootAsync({ useFactory: () => options })],
    providers: [RootResolver, ThingResolver],
  })
  class TestModule {}

  const app = await NestFactory.create<NestFastifyApplication>(TestModule, new FastifyAdapter(), {
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const address = `127.0.0.1:${port}/graphql`;
  return {
    app,
    url: `http://${address}`,
    socketUrl: `ws://${address}`,
    logged,
    released: () => RootResolver.released,
  };
}
