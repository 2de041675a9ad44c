import { type INestApplicationContext, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { RESOLVER_NAME_METADATA, RESOLVER_TYPE_METADATA } from '@nestjs/graphql/dist/graphql.constants.js';
import { NEEDS } from '../../src/platform/api/needs.js';

/** What `@ApiExcludeEndpoint` of @nestjs/swagger marks a method with. */
const EXCLUDED = 'swagger/apiExcludeEndpoint';

/** Something that callers can reach: a route of a controller, or a root field of GraphQL. */
export interface Entrance {
  readonly kind: 'route' | 'Query' | 'Mutation' | 'Subscription';
  /** `Controller.method` of a route, the name of a root field. */
  readonly name: string;
  /** The scope that it declares, or `anyone`; undefined when it declares nothing. */
  readonly needs: unknown;
  /** Whether it is left out of `openapi.json` on purpose. */
  readonly undocumented?: boolean;
  /** Method and path of a route, with its parameters as `:name`. */
  readonly route?: { readonly method: string; readonly path: string };
}

const ROOTS = ['Query', 'Mutation', 'Subscription'] as const;

/** Every route and every GraphQL operation of an application. */
export function entrances(app: INestApplicationContext): Entrance[] {
  const modules = [...app.get(ModulesContainer, { strict: false }).values()];
  return modules.flatMap(({ controllers, providers }) => [
    ...handlers(controllers.values()).flatMap(routeOf),
    ...handlers(providers.values()).flatMap(operationOf),
  ]);
}

interface Handler {
  readonly owner: object;
  readonly className: string;
  readonly name: string;
  readonly method: object;
}

function handlers(wrappers: Iterable<{ metatype: unknown }>): Handler[] {
  return [...wrappers].flatMap(({ metatype }) => {
    const { prototype, name: className } = (metatype ?? {}) as { prototype?: object; name?: string };
    if (!prototype) return [];
    return new MetadataScanner().getAllMethodNames(prototype).map((name) => {
      const method = (prototype as Record<string, object>)[name] as object;
      return { owner: metatype as object, className: className ?? '', name, method };
    });
  });
}

function routeOf({ owner, className, name, method }: Handler): Entrance[] {
  if (!Reflect.hasMetadata(PATH_METADATA, method)) return [];
  const needs: unknown = Reflect.getMetadata(NEEDS, method);
  const undocumented = Reflect.hasMetadata(EXCLUDED, method);
  const paths = [owner, method].map((part) => [Reflect.getMetadata(PATH_METADATA, part) as string].flat()[0]);
  const path = `/${paths.join('/').split('/').filter(Boolean).join('/')}`;
  const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, method) as number] as string;
  const route = { method: verb, path };
  return [{ kind: 'route', name: `${className}.${name}`, needs, undocumented, route }];
}

function operationOf({ name, method }: Handler): Entrance[] {
  const type: unknown = Reflect.getMetadata(RESOLVER_TYPE_METADATA, method);
  const kind = ROOTS.find((root) => root === type);
  if (!kind) return [];
  const field = (Reflect.getMetadata(RESOLVER_NAME_METADATA, method) as string | undefined) ?? name;
  return [{ kind, name: field, needs: Reflect.getMetadata(NEEDS, method) }];
}
