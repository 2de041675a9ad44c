import type { DraftBlock, TableCell, TableRow } from './block.js';
import { MAX_CELLS, bodyTooLong } from './body-limits.js';
import type { Attributes } from './html-captures.js';
import { InlineBuilder, type Formatting } from './inline-builder.js';

/** Largest number of columns or rows that a cell may span. */
export const MAX_SPAN = 100;

function spanOf(value: string | undefined): number | undefined {
  const span = /^\d{1,3}$/.test(value ?? '') ? Number(value) : 1;
  return span > 1 && span <= MAX_SPAN ? span : undefined;
}

/** Counts the table cells of a whole body. */
export class CellCount {
  private count = 0;

  /** Throws `TOO_LONG` beyond `MAX_CELLS`. */
  add(): void {
    this.count += 1;
    if (this.count > MAX_CELLS) {
      throw bodyTooLong(`The tables of a body have at most ${MAX_CELLS.toLocaleString('en')} cells.`);
    }
  }
}

/**
 * Builds one table. A table inside a cell, and every other block inside one, is flattened into lines of that cell.
 */
export class TableBuilder {
  caption: string | undefined;
  private readonly rows: TableRow[] = [];
  private readonly inline = new InlineBuilder();
  private cell: Omit<TableCell, '_key' | 'children' | 'markDefs'> | null = null;
  private depth = 1;

  constructor(private readonly cells: CellCount) {}

  open(name: string, attributes: Attributes): void {
    if (name === 'table') this.depth += 1;
    if (this.depth > 1) return this.inline.startLine();
    if (name === 'tr') this.startRow();
    else if (name === 'td' || name === 'th') this.startCell(name === 'th', attributes);
    else this.inline.startLine();
  }

  /** Returns true when the table itself has ended. */
  close(name: string): boolean {
    if (name === 'table') this.depth -= 1;
    if (this.depth === 0) return true;
    if (this.depth === 1 && (name === 'td' || name === 'th' || name === 'tr')) this.endCell();
    else this.inline.startLine();
    return false;
  }

  addText(text: string, formatting: Formatting): void {
    if (this.cell === null && text.trim() !== '') this.startCell(false, {});
    if (this.cell !== null) this.inline.addText(text, formatting);
  }

  addBreak(formatting: Formatting): void {
    this.inline.addBreak(formatting);
  }

  /** The table, or null when no cell of it has any text. */
  finish(): DraftBlock | null {
    this.endCell();
    const rows = this.rows
      .filter((row) => row.cells.length > 0)
      .map((row, index): TableRow => ({ ...row, _key: `r${index}` }));
    if (!rows.some((row) => row.cells.some((cell) => cell.children.length > 0))) return null;
    return { _type: 'table', ...(this.caption ? { caption: this.caption } : {}), rows };
  }

  private startRow(): void {
    this.endCell();
    this.addRow();
  }

  private startCell(header: boolean, attributes: Attributes): void {
    this.endCell();
    this.cells.add();
    const colSpan = spanOf(attributes['colspan']);
    const rowSpan = spanOf(attributes['rowspan']);
    this.cell = {
      _type: 'cell',
      ...(header ? { header } : {}),
      ...(colSpan ? { colSpan } : {}),
      ...(rowSpan ? { rowSpan } : {}),
    };
  }

  private endCell(): void {
    if (this.cell === null) return;
    if (this.rows.length === 0) this.addRow();
    const row = this.rows.at(-1);
    row?.cells.push({ ...this.cell, _key: `c${row.cells.length}`, ...this.inline.finish() });
    this.cell = null;
  }

  private addRow(): void {
    this.rows.push({ _type: 'row', _key: '', cells: [] });
  }
}
