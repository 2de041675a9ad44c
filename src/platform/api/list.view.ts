import { ObjectType } from '@nestjs/graphql';
import { Public, type ViewClass } from './view.js';

@ObjectType({ description: 'Where a page of a list stands.' })
export class PageInfo {
  @Public('truth', 'Whether items follow.') hasNextPage: boolean;
  @Public('truth', 'Whether items come before.', { rest: false }) hasPreviousPage: boolean;
  @Public('text', 'Cursor of the first item; null on an empty page.', { nullable: true, rest: false })
  startCursor: string | null;
  @Public('text', 'Cursor of the last item, to be sent as `after`; null on an empty page.', {
    nullable: true,
  })
  endCursor: string | null;
}

/** One page of a list. REST gives `items`; GraphQL a connection by the Relay specification, with `nodes` beside it. */
export interface ListView<T> {
  items: T[];
  pageInfo: PageInfo;
  totalCount: number | null;
  totalCountExact: boolean | null;
}

/**
 * Makes the view of a list: `<name>List` in REST, `<name>Connection` in GraphQL.
 * @param rest the view that REST gives where it is a shorter one
 */
export function listOf(
  name: string,
  item: () => ViewClass,
  rest: () => ViewClass = item,
): new () => ListView<unknown> {
  @ObjectType(`${name}Edge`, { description: 'An item of a list and its cursor.' })
  class Edge {
    @Public('text', 'Cursor of the item, to be sent as `after` or `before`.') cursor: string;
    @Public(item, 'The item.') node: object;
  }

  @ObjectType(`${name}Connection`, { description: 'One page of a list.' })
  class List implements ListView<unknown> {
    @Public(() => [rest()], 'The items of this page, in order.', { graphql: false }) items: object[];
    @Public(() => [Edge], 'The items of this page with their cursors, in order.', { rest: false })
    edges: Edge[];
    @Public(() => [item()], 'The items of this page, in order.', { rest: false }) nodes: object[];
    @Public(() => PageInfo, 'Where this page stands.') pageInfo: PageInfo;
    @Public('int', 'Number of items on all pages, counted to 10,000; null unless it was asked for.', {
      nullable: true,
    })
    totalCount: number | null;
    @Public('truth', 'False when there are more items than were counted; null unless they were counted.', {
      nullable: true,
    })
    totalCountExact: boolean | null;
  }
  Object.defineProperty(List, 'name', { value: `${name}List` });
  return List;
}
