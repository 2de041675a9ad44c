/** One field that a caller asked for. */
export interface SelectedField {
  /** The field's name in its view. */
  readonly name: string;
  /** The name its value has in the JSON that the database makes: `name`, or `name@alias` for a GraphQL edge. */
  readonly key: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** What was asked of the value; empty for a scalar. */
  readonly children: Selection;
}

/** What a caller asked of a view, whatever the transport: a field that is not here is not fetched. */
export type Selection = readonly SelectedField[];

export const field = (
  name: string,
  children: Selection = [],
  args: SelectedField['args'] = {},
): SelectedField => ({
  name,
  key: name,
  args,
  children,
});

export const findField = (selection: Selection, name: string): SelectedField | undefined =>
  selection.find((candidate) => candidate.name === name);
