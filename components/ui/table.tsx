import type { ReactNode } from 'react';

/** A column of a table; numbers stand right. */
export interface Column {
  label: ReactNode;
  /** Unique in its table. */
  key: string;
  numeric?: boolean;
  /** Any CSS width; the table is laid out by these alone when one is given. */
  width?: string;
}

/** A table with hairlines. `children` are its rows (`<tr>`). `label` names it for screen readers. */
export function Table({
  label,
  columns,
  children,
}: {
  label: string;
  columns: readonly Column[];
  children: ReactNode;
}) {
  const fixed = columns.some((column) => column.width);
  return (
    <table className={fixed ? 'tbl fixed' : 'tbl'} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.key}
              scope="col"
              className={column.numeric ? 'num' : undefined}
              style={{ width: column.width }}
            >
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
