import { Link } from 'wouter';
import styles from './shop-page.module.css';

interface Bar {
  readonly name: string;
  readonly count: number;
  readonly href?: string;
}

/** A table that is also a picture: each row's length is its share of the largest. */
export function Bars({ rows }: { readonly rows: readonly Bar[] }) {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <table className={styles['bars']}>
      <tbody>
        {rows.map(({ name, count, href }) => (
          <tr key={name}>
            <th scope="row">{href === undefined ? name : <Link href={href}>{name}</Link>}</th>
            <td aria-hidden>
              <span className={styles['bar']} style={{ width: `${(count / most) * 100}%` }} />
            </td>
            <td className="number">{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
