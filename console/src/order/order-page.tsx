import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Order } from '../data/order-types.ts';
import { orderQuery } from '../data/orders.ts';
import type { OrderHistory } from '../live/use-order-events.ts';
import { useOrderEvents } from '../live/use-order-events.ts';
import { Failed, LiveSign, Loading } from '../parts/states.tsx';
import { StatusPill } from '../parts/status-pill.tsx';
import { OrderActions } from './actions/order-actions.tsx';
import { LifeStrip } from './life-strip.tsx';
import styles from './order-page.module.css';
import { LinesPanel } from './lines-panel.tsx';
import { CustomerPanel, MoneyPanel, ParcelsPanel } from './panels.tsx';
import { ReturnsPanel } from './returns/returns-panel.tsx';
import { Timeline } from './timeline.tsx';
import { WhyItWaits } from './why-it-waits.tsx';

export function OrderPage({ id }: { readonly id: string }) {
  const { data: order, error, refetch } = useQuery(orderQuery(id));
  const history = useOrderEvents(id);
  useEffect(() => {
    if (order) document.title = `${order.orderNumber} · Durable Orders`;
    return () => void (document.title = 'Durable Orders');
  }, [order]);
  return (
    <>
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!order && !error && <Loading lines={12} />}
      {order && <WholeOrder order={order} history={history} />}
    </>
  );
}

function WholeOrder({ order, history: { events, liveness } }: { readonly order: Order; readonly history: OrderHistory }) {
  return (
    <article className={styles['order']}>
      <header className={styles['head']}>
        <div>
          <h1 className="number">{order.orderNumber}</h1>
          <StatusPill status={order.status} /> <LiveSign liveness={liveness} />
        </div>
        <OrderActions order={order} />
      </header>
      <WhyItWaits order={order} />
      <LifeStrip order={order} events={events} />
      <div className={styles['columns']}>
        <Timeline events={events} liveness={liveness} currency={order.currency} />
        <div className={styles['side']}>
          <MoneyPanel order={order} />
          <LinesPanel order={order} />
          <ParcelsPanel order={order} />
          <ReturnsPanel order={order} />
          <CustomerPanel order={order} />
        </div>
      </div>
    </article>
  );
}
