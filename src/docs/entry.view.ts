import { ApiSchema } from '@nestjs/swagger';
import { Public } from '../platform/api/view.js';

@ApiSchema({ description: 'Where everything is.' })
export class Entry {
  @Public('text', 'Name of this program.', { graphql: false }) name: string;
  @Public('url', 'The documentation, for people.', { graphql: false }) documentation: string;
  @Public('url', 'The REST API, described in OpenAPI.', { graphql: false }) openapi: string;
  @Public('url', 'Where GraphQL is served, over HTTP and WebSocket.', { graphql: false }) graphql: string;
  @Public('url', 'The GraphQL schema in its own language.', { graphql: false }) schema: string;
  @Public('url', 'Whether the service is ready.', { graphql: false }) health: string;
}
