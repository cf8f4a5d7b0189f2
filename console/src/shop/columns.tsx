import styles from './columns.module.css';

export interface Column {
  readonly name: string;
  /** What stands above the line, and what below it. */
  readonly up: number;
  readonly down?: number;
}

interface ColumnsProps {
  readonly columns: readonly Column[];
  /** For people: `3 orders`. */
  readonly say: (column: Column) => string;
}

/** Heights beside each other, in the order of time; whoever cannot see them is told each. */
export function Columns({ columns, say }: ColumnsProps) {
  const most = (of: (column: Column) => number) => Math.max(0, ...columns.map(of));
  const [up, down] = [most((column) => column.up), most((column) => column.down ?? 0)];
  const all = Math.max(1, up + down);
  return (
    <ol className={styles['columns']}>
      {columns.map((column) => (
        <li key={column.name} title={`${column.name}: ${say(column)}`}>
          <span className={styles['plot']} aria-hidden>
            <span className={styles['up']} style={{ height: `${(column.up / all) * 100}%`, bottom: `${(down / all) * 100}%` }} />
            <span className={styles['down']} style={{ height: `${((column.down ?? 0) / all) * 100}%`, top: `${(up / all) * 100}%` }} />
            <span className={styles['line']} style={{ top: `${up === 0 ? 100 : (up / all) * 100}%` }} />
          </span>
          <span className={styles['name']}>{column.name}</span>
          <span className={styles['said']}>{say(column)}</span>
        </li>
      ))}
    </ol>
  );
}
