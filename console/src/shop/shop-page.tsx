import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Order } from '../data/order-types.ts';
import { ordersQuery } from '../data/orders.ts';
import { stockQuery } from '../data/stock.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { money } from '../words/money.ts';
import { named } from '../words/names.ts';
import { lasting } from '../words/time.ts';
import { Bars } from './bars.tsx';
import { Columns } from './columns.tsx';
import styles from './shop-page.module.css';
import { StockBars } from './stock-bars.tsx';
import { byStatus, bySpan, byWaiting, lastDay, moneyOf, WAITING_FOR } from './summary.ts';
import { TimeToConfirmed } from './time-to-confirmed.tsx';

const NEWEST = 100;
const MOST_SKUS = 8;

/** Of the newest orders: the API counts none, and a page of them is what it gives at once. */
export function ShopPage() {
  const { data, error, refetch } = useInfiniteQuery({ ...ordersQuery({}, NEWEST), refetchInterval: 15_000 });
  const orders = data?.pages[0]?.orders;
  if (error && !orders) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!orders) return <Loading lines={12} />;
  const oldest = orders.at(-1);
  if (!oldest) return <Empty isWholePage title="There is no order to look at" />;
  return (
    <>
      <h1>The shop</h1>
      <p>{`Of the newest ${orders.length} orders, which came within ${lasting(oldest.createdAt)}.`}</p>
      <div className={styles['grid']}>
        <Panel title="By status">
          <Bars rows={byStatus(orders).map(([status, count]) => ({ name: named(status), count, href: `/?status=${status}` }))} />
        </Panel>
        <WaitingFor orders={orders} />
        <TimeToConfirmed orders={orders} />
        <Panel title="The last 24 hours">
          <Columns
            columns={lastDay(orders).map(({ name, orders: of }) => ({ name, up: of.length }))}
            say={({ up }) => `${up} ${up === 1 ? 'order' : 'orders'}`}
          />
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
            <MoneyColumns currency={currency} orders={orders.filter((order) => order.currency === currency)} />
          </Panel>
        ))}
        <Stock />
        <Waiting />
      </div>
    </>
  );
}

function WaitingFor({ orders }: { readonly orders: readonly Order[] }) {
  const waits = byWaiting(orders);
  if (waits.length === 0) return null;
  return (
    <Panel title="What they wait for">
      <Bars rows={waits.map(([what, count]) => ({ name: named(what), count }))} />
    </Panel>
  );
}

/** Money in above the line and out below it, by the hour in which its order came. */
function MoneyColumns({ currency, orders }: { readonly currency: string; readonly orders: readonly Order[] }) {
  const hours = lastDay(orders).map(({ name, orders: of }) => {
    const [sums] = moneyOf(of);
    return { name, up: sums?.capturedCents ?? 0, down: sums?.refundedCents ?? 0 };
  });
  return (
    <>
      <p className={styles['caption']}>Captured above the line, refunded below it, by the hour in which the order came.</p>
      <Columns columns={hours} say={({ up, down = 0 }) => `${money(up, currency)} in, ${money(down, currency)} out`} />
    </>
  );
}

/** The first SKUs of the list. */
function Stock() {
  const { data } = useInfiniteQuery(stockQuery(false));
  const skus = data?.pages[0]?.skus.slice(0, MOST_SKUS);
  if (!skus?.length) return null;
  return (
    <Panel title="Stock against reservations" aside={<Link href="/stock">All stock</Link>}>
      <StockBars skus={skus} />
    </Panel>
  );
}

/** Of all orders and SKUs, as far as one page of each tells. */
function Waiting() {
  const { data: attention, dataUpdatedAt } = useInfiniteQuery(ordersQuery({ needsAttention: true }, NEWEST));
  const { data: short } = useInfiniteQuery(stockQuery(true));
  const waits = (attention?.pages[0]?.orders ?? []).flatMap(({ needsAttention }) =>
    needsAttention ? [dataUpdatedAt - Date.parse(needsAttention.since)] : [],
  );
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
      {waits.length > 0 && (
        <>
          <p className={styles['caption']}>How long people have been waited for.</p>
          <Bars rows={bySpan(waits, WAITING_FOR).map(([name, count]) => ({ name, count }))} />
        </>
      )}
    </Panel>
  );
}

function counted<Page extends { readonly nextCursor: string | null }>(page: Page | undefined, count: (page: Page) => number): string {
  if (!page) return '…';
  return `${count(page)}${page.nextCursor === null ? '' : ' or more'}`;
}
