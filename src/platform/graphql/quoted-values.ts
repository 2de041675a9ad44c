import type { GraphQLError } from 'graphql';

/** How graphql-js says that a variable is wrong: its name, its whole value, where in it the fault is, and the fault. */
const VARIABLE = /^(Variable "\$\w+" got) invalid value /;
const PLACE = / at "[\w.[\]]+"$/;

/** The other messages that end with a value, or have one in their middle, and what is left of them. */
const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^(\w+(?: "\w+")? cannot represent [^:"]*value): [^]*$/, '$1.'],
  [/^Value "[^]*" does not exist in ("\w+" enum\.[^]*)$/, 'The value does not exist in $1'],
  [/^(Expected value of type "[^"]+"), found [^]*$/, '$1.'],
  [/^(Syntax Error: [^"]*String) "[^]*"\.$/, '$1.'],
];

/**
 * What is wrong with a request, without the values in it, which graphql-js quotes: an answer may be written down on its
 * way, and a value may be a reader's e-mail address.
 * @param root the innermost cause of the error, or the error itself
 */
export function withoutValues(error: GraphQLError, root: GraphQLError): string {
  const [, variable] = VARIABLE.exec(error.message) ?? [];
  if (variable === undefined || root === error) return withoutValue(error.message);
  const [place = ''] = PLACE.exec(error.message.slice(0, -`; ${root.message}`.length)) ?? [];
  return `${variable} an invalid value${place}; ${withoutValue(root.message)}`;
}

const withoutValue = (message: string): string => {
  const [form, left] = FAULTS.find(([one]) => one.test(message)) ?? [];
  return form && left !== undefined ? message.replace(form, left) : message;
};
