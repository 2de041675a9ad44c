import type { INestApplication } from '@nestjs/common';
import { TypeMetadataStorage } from '@nestjs/graphql';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { ErrorCode } from '../http/error-codes.js';
import { FailureResponses, PROBLEM_SCHEMAS } from './openapi-failures.js';
import { ERROR_CODES_EXTENSION, RESPONSE_HEADERS } from './rest-route.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

export interface ApiDescription {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly license: { readonly name: string; readonly identifier: string };
  /** What each group of routes is about. */
  readonly tags: Readonly<Record<string, string>>;
  /** Every code that the API answers with. */
  readonly errorCodes: readonly ErrorCode[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * The OpenAPI 3.1 document of an application: its routes with their failures, and the schemas of its views with the
 * descriptions that GraphQL has of them.
 * @param app initialised, with every controller
 */
export function openApiDocument(app: INestApplication, about: ApiDescription): OpenAPIObject {
  const failures = new FailureResponses(about.errorCodes);
  const document = SwaggerModule.createDocument(app, header(about), { operationIdFactory: operationId });
  for (const operation of operationsOf(document)) completeOperation(operation, failures);
  const schemas = describedSchemas((document.components?.schemas ?? {}) as Record<string, Schema>);
  document.components = {
    ...document.components,
    schemas: sorted({ ...schemas, ...PROBLEM_SCHEMAS }),
    responses: sorted(failures.shared),
    headers: { ...RESPONSE_HEADERS },
  };
  return { ...document, paths: sorted(document.paths) };
}

/** Every operation of a document. */
export const operationsOf = (document: OpenAPIObject): Operation[] =>
  Object.values(document.paths).flatMap((path) => METHODS.flatMap((method) => path[method] ?? []));

function header({
  title,
  version,
  description,
  tags,
  license,
}: ApiDescription): Omit<OpenAPIObject, 'paths'> {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setVersion(version)
    .setDescription(description)
    .addServer('/', 'The server that this document comes from.')
    .addBearerAuth({ type: 'http', description: 'An API key. Reading what is public needs none.' }, 'key')
    .addSecurityRequirements({})
    .addSecurityRequirements('key');
  for (const [name, text] of Object.entries(tags)) builder.addTag(name, text);
  const built = builder.build();
  return { ...built, info: { ...built.info, license: { ...license } } };
}

/** `ArticlesController.list` → `articlesList`. */
const operationId = (controller: string, method: string): string => {
  const thing = controller.replace(/Controller$/, '');
  return `${thing.charAt(0).toLowerCase()}${thing.slice(1)}${method.charAt(0).toUpperCase()}${method.slice(1)}`;
};

function completeOperation(operation: Operation, failures: FailureResponses): void {
  const extended = operation as Operation & Record<string, unknown>;
  const own = (extended[ERROR_CODES_EXTENSION] as string[] | undefined) ?? [];
  delete extended[ERROR_CODES_EXTENSION];
  const takesBody = operation.requestBody !== undefined;
  const guarded = operation.security !== undefined;
  operation.responses = { ...operation.responses, ...failures.of({ own, takesBody, guarded }) };
}

/** Views and enumerations are described once, for GraphQL; REST says the same of them. */
function describedSchemas(schemas: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const texts = new Map([
    ...TypeMetadataStorage.getObjectTypesMetadata().map(
      ({ target, description }) => [target.name, description] as const,
    ),
    ...TypeMetadataStorage.getEnumsMetadata().map((entry) => [entry.name, enumText(entry)] as const),
  ]);
  const described = Object.entries(schemas).map(([name, schema]): [string, Schema] => {
    // Swagger gives the schema of an enumeration the description of the first field that has its type.
    const description = texts.get(name) ?? ('description' in schema ? schema.description : undefined);
    return [name, description === undefined ? schema : { ...schema, description }];
  });
  return Object.fromEntries(described);
}

/** The description of an enumeration and of each of its values, by the words that REST uses. */
function enumText({ ref, description, valuesMap = {} }: EnumDescription): string {
  const values = Object.entries(valuesMap).map(
    ([key, value]) => `- \`${(ref as Record<string, string>)[key]}\`: ${value?.description ?? ''}`,
  );
  return [description ?? '', ...(values.length > 0 ? ['', ...values] : [])].join('\n');
}

type EnumDescription = ReturnType<typeof TypeMetadataStorage.getEnumsMetadata>[number];

const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
