import { Column, ForeignKey, type ColumnOptions } from 'typeorm';

/** A point in time, to the millisecond: the precision that leaves in JSON and that cursors compare by. */
export const Instant = (options: ColumnOptions = {}) =>
  Column({ type: 'timestamp with time zone', precision: 3, ...options });

/** A UUID that points at a row of another table. The target is named by text: entities stay in their folders. */
export const Reference =
  (
    target: string,
    name: string,
    options: ColumnOptions & { onDelete?: 'CASCADE' | 'SET NULL'; deferred?: boolean } = {},
  ) =>
  (prototype: object, property: string): void => {
    const { onDelete, deferred, ...column } = options;
    if (!column.primary) Column({ type: 'uuid', ...column })(prototype, property);
    ForeignKey(target, {
      name,
      onDelete,
      ...(deferred ? { deferrable: 'INITIALLY DEFERRED' as const } : {}),
    })(prototype, property);
  };
