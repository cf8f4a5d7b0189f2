import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Order } from '../data/order-types.ts';
import { ordersQuery } from '../data/orders.ts';
import { useShopEvents } from '../live/use-shop-events.ts';
import { Choices } from '../order/why-it-waits.tsx';
import { OlderButton } from '../parts/older-button.tsx';
import { Empty, Failed, LiveSign, Loading } from '../parts/states.tsx';
import { adviceFor } from '../words/attention.ts';
import { at, lasting } from '../words/time.ts';
import styles from './attention-page.module.css';

const ABOUT_ATTENTION = new Set<string>(['orders.needs_attention', 'orders.attention_resolved', 'orders.canceled', 'orders.completed']);

/** What waits for a person, oldest first. */
export function AttentionPage() {
  const list = useInfiniteQuery(ordersQuery({ needsAttention: true }, 100));
  const liveness = useShopEvents(({ type }) => ABOUT_ATTENTION.has(type) && void list.refetch());
  const orders = list.data?.pages.flatMap((page) => page.orders).toSorted((one, other) => since(one).localeCompare(since(other)));
  return (
    <>
      <div className={styles['head']}>
        <h1>Attention</h1>
        <LiveSign liveness={liveness} />
      </div>
      {list.error && <Failed error={list.error} onRetry={() => void list.refetch()} />}
      {!orders && !list.error && <Loading />}
      {orders?.length === 0 && (
        <Empty title="Nothing waits for a person">
          <p>What does shows up here by itself.</p>
        </Empty>
      )}
      <ol className={styles['queue']}>
        {orders?.map((order) => (
          <Case key={order.id} order={order} />
        ))}
      </ol>
      <OlderButton list={list} />
    </>
  );
}

const since = ({ needsAttention, createdAt }: Order) => needsAttention?.since ?? createdAt;

function Case({ order }: { readonly order: Order }) {
  const { needsAttention } = order;
  if (!needsAttention) return null;
  return (
    <li>
      <div className={styles['head']}>
        <h2>
          <Link href={`/orders/${order.id}`} className="number">
            {order.orderNumber}
          </Link>{' '}
          of {order.customerId}
        </h2>
        <time dateTime={needsAttention.since} title={at(needsAttention.since)}>
          for {lasting(needsAttention.since)}
        </time>
      </div>
      <p>{needsAttention.text}</p>
      <p className={styles['advice']}>{adviceFor(needsAttention.code)}</p>
      <Choices order={order} />
    </li>
  );
}
