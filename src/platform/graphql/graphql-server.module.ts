import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata } from '@nestjs/common';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLModule } from '@nestjs/graphql';
import { apolloConfig, GRAPHQL_OPTIONS, type GraphqlOptions } from './apollo-config.js';
import { GraphqlEdge } from './graphql-edge.js';
import { Operations } from './operations.js';
import { SchemaController } from './schema.controller.js';
import { GraphqlSocketServer } from './socket-server.js';

export interface GraphqlOptionsSource extends Pick<ModuleMetadata, 'imports'> {
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: (...dependencies: never[]) => GraphqlOptions | Promise<GraphqlOptions>;
}

@Module({})
class GraphqlOptionsModule {}

/** GraphQL over HTTP and WebSocket from one set of options. Resolvers come from the modules around it. */
@Module({})
export class GraphqlServerModule {
  static forRootAsync({ imports = [], inject = [], useFactory }: GraphqlOptionsSource): DynamicModule {
    const options: DynamicModule = {
      module: GraphqlOptionsModule,
      imports,
      providers: [{ provide: GRAPHQL_OPTIONS, inject, useFactory }],
      exports: [GRAPHQL_OPTIONS],
    };
    const graphql = GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      imports: [options],
      inject: [GRAPHQL_OPTIONS],
      useFactory: apolloConfig,
    });
    return {
      module: GraphqlServerModule,
      imports: [options, graphql],
      controllers: [SchemaController],
      providers: [Operations, GraphqlEdge, GraphqlSocketServer],
    };
  }
}
