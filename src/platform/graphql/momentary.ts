import type { GraphQLSchema } from 'graphql';
import type { GraphqlContext } from './apollo-config.js';

/** Arguments that ask for something else than what everybody sees now. */
const MOMENTARY_ARGUMENTS = ['preview', 'asOf'];

/** Makes queries say in the context when they are asked with such an argument. Changes the schema in place. */
export function noteMomentary(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    const names = field.args.map(({ name }) => name).filter((name) => MOMENTARY_ARGUMENTS.includes(name));
    const { resolve } = field;
    if (names.length === 0 || !resolve) continue;
    field.resolve = (source, args: Record<string, unknown>, context: GraphqlContext, info): unknown => {
      if (names.some((name) => args[name] != null)) context.isMomentary = true;
      return resolve(source, args, context, info);
    };
  }
  return schema;
}
