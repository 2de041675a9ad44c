import { Field, ID, InterfaceType } from '@nestjs/graphql';

@InterfaceType({
  description: 'Anything that has an identifier of its own.',
  resolveType: (value: { __typename: string }) => value.__typename,
})
export abstract class Node {
  @Field(() => ID, { description: 'Identifier.' }) id: string;
}
