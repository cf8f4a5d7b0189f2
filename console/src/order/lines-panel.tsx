import { Link } from 'wouter';
import type { Order } from '../data/order-types.ts';
import { stockOf } from '../data/stock.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import table from '../parts/table.module.css';
import { money } from '../words/money.ts';
import { named } from '../words/names.ts';
import { lasting } from '../words/time.ts';
import styles from './lines-panel.module.css';

type Line = Order['items'][number];

export function LinesPanel({ order: { items, currency, createdAt } }: { readonly order: Order }) {
  return (
    <Panel title="Lines">
      <Facts
        rows={items.map((line, place) => [
          `${place + 1}. ${line.quantity} × ${line.sku}`,
          <span key={line.lineId}>
            {money(line.netCents, currency)}
            <span className={table['sub']}>{`${money(line.priceCents, currency)} each; ${whereabouts(line)}`}</span>
            <Awaited line={line} since={createdAt} />
          </span>,
        ])}
      />
    </Panel>
  );
}

/** `2 reserved, 1 delivered`; what has to come yet stands apart. */
function whereabouts({ units, waiting }: Line): string {
  return Object.entries(units)
    .filter(([where, count]) => count > 0 && !(where === 'waiting' && waiting !== undefined))
    .map(([where, count]) => `${count} ${named(where.replaceAll(/([A-Z])/g, ' $1')).toLowerCase()}`)
    .join(', ');
}

function Awaited({ line: { sku, waiting = 0 }, since }: { readonly line: Line; readonly since: string }) {
  if (waiting === 0) return null;
  return (
    <Link className={styles['awaited']} href={stockOf(sku)}>
      {`${waiting} ${waiting === 1 ? 'waits' : 'wait'} for stock, for ${lasting(since)}`}
    </Link>
  );
}
