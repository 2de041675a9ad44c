import type { GraphQLSchema } from 'graphql';
import { isNothing } from './projection.js';

/** Arguments that ask for something else than what everybody sees now. */
const MOMENTARY_ARGUMENTS: ReadonlySet<string> = new Set(['preview', 'asOf']);

/** Makes queries say in the context when they are asked with such an argument. Changes the schema in place. */
export function noteMomentary(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    const names = field.args.map(({ name }) => name).filter((name) => MOMENTARY_ARGUMENTS.has(name));
    const { resolve } = field;
    if (names.length === 0 || !resolve) continue;
    field.resolve = (
      source,
      args: Record<string, unknown>,
      context: { isMomentary?: boolean },
      info,
    ): unknown => {
      if (names.some((name) => !isNothing(args[name]))) context.isMomentary = true;
      return resolve(source, args, context, info);
    };
  }
  return schema;
}
