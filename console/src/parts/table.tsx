import type { ReactNode } from 'react';
import table from './table.module.css';

interface TableProps {
  /** Their headings; of one of numbers, which stand at the right. */
  readonly columns: readonly (string | { readonly amount: string })[];
  /** The rows. */
  readonly children: ReactNode;
}

/** It scrolls within the page where the page is narrower. */
export function Table({ columns, children }: TableProps) {
  return (
    <div className={table['scroll']}>
      <table className={table['table']}>
        <thead>
          <tr>{columns.map(heading)}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

function heading(column: TableProps['columns'][number]) {
  const [name, className] = typeof column === 'string' ? [column, undefined] : [column.amount, table['amount']];
  return (
    <th key={name} scope="col" className={className}>
      {name}
    </th>
  );
}
