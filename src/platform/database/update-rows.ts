import type { EntityManager } from 'typeorm';
import { run } from './database.js';
import { raw, sql } from './sql.js';

/**
 * Brings rows up to date, found by their ids, with one statement. An upsert would lock their keys, and make all wait
 * who want to refer to one of them, such as a reader's comment to its story.
 */
export async function updateRows<Row extends { id: string }>(
  tx: EntityManager,
  entity: new () => Row,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const { connection } = tx;
  const { tableName, columns } = connection.getMetadata(entity);
  const types = columns.map(
    (column) => `"${column.propertyName}" ${connection.driver.normalizeType(column)}`,
  );
  const values = columns
    .filter(({ isPrimary }) => !isPrimary)
    .map(({ databaseName, propertyName }) => `${databaseName} = given."${propertyName}"`);
  await run(
    tx,
    sql`update ${raw(tableName)} set ${raw(values.join(', '))}
      from json_to_recordset(${JSON.stringify(rows)}::json) as given (${raw(types.join(', '))})
      where ${raw(tableName)}.id = given.id`,
  );
}
