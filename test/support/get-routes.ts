import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { TestApp } from './test-app.js';

/** The paths of every GET route of the application's controllers, such as `/v1/articles/:article`. */
export function getRoutes(site: TestApp): string[] {
  const modules = [...site.app.get(ModulesContainer, { strict: false }).values()];
  const controllers = modules.flatMap((module) =>
    [...module.controllers.values()].map(({ metatype }) => metatype),
  );
  return controllers.flatMap((controller) => routesOf(controller as Type)).sort();
}

function routesOf(controller: Type): string[] {
  const prototype = controller.prototype as Record<string, object>;
  const base = Reflect.getMetadata(PATH_METADATA, controller) as string;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name] as object;
    if (Reflect.getMetadata(METHOD_METADATA, handler) !== RequestMethod.GET) return [];
    const path = [base, Reflect.getMetadata(PATH_METADATA, handler) as string].join('/');
    return [`/${path.split('/').filter(Boolean).join('/')}`];
  });
}
