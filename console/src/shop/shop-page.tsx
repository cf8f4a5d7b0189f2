import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { ordersQuery } from '../data/orders.ts';
import { stockQuery } from '../data/stock.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { money } from '../words/money.ts';
import { named } from '../words/names.ts';
import { lasting } from '../words/time.ts';
import { Bars } from './bars.tsx';
import styles from './shop-page.module.css';
import { byHour, byStatus, moneyOf } from './summary.ts';

const NEWEST = 100;

/** Of the newest orders: the API counts none, and a page of them is what it gives at once. */
export function ShopPage() {
  const { data, error, refetch } = useInfiniteQuery({ ...ordersQuery({}, NEWEST), refetchInterval: 15_000 });
  const orders = data?.pages[0]?.orders;
  if (error && !orders) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!orders) return <Loading lines={12} />;
  const oldest = orders.at(-1);
  if (!oldest) return <Empty title="There is no order to look at" />;
  return (
    <>
      <h1>The shop</h1>
      <p>{`Of the newest ${orders.length} orders, which came within ${lasting(oldest.createdAt)}.`}</p>
      <div className={styles['grid']}>
        <Panel title="By status">
          <Bars rows={byStatus(orders).map(([status, count]) => ({ name: named(status), count, href: `/?status=${status}` }))} />
        </Panel>
        <Panel title="By hour">
          <Bars rows={byHour(orders).map(([name, count]) => ({ name, count }))} />
        </Panel>
        {moneyOf(orders).map(({ currency, authorisedCents, capturedCents, refundedCents }) => (
          <Panel key={currency} title={`Money in ${currency}`}>
            <Facts
              rows={[
                ['Authorised', money(authorisedCents, currency)],
                ['Captured', money(capturedCents, currency)],
                ['Refunded', money(refundedCents, currency)],
              ]}
            />
          </Panel>
        ))}
        <Waiting />
      </div>
    </>
  );
}

/** Of all orders and SKUs, as far as one page of each tells. */
function Waiting() {
  const { data: attention } = useInfiniteQuery(ordersQuery({ needsAttention: true }, NEWEST));
  const { data: short } = useInfiniteQuery(stockQuery(true));
  return (
    <Panel title="Waits for people">
      <Facts
        rows={[
          [
            'Orders that need a person',
            <Link key="attention" href="/attention">
              {counted(attention?.pages[0], ({ orders }) => orders.length)}
            </Link>,
          ],
          [
            'SKUs that are short',
            <Link key="short" href="/stock?short=true">
              {counted(short?.pages[0], ({ skus }) => skus.length)}
            </Link>,
          ],
        ]}
      />
    </Panel>
  );
}

function counted<Page extends { readonly nextCursor: string | null }>(page: Page | undefined, count: (page: Page) => number): string {
  if (!page) return '…';
  return `${count(page)}${page.nextCursor === null ? '' : ' or more'}`;
}
