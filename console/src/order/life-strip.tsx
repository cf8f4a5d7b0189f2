import type { OrderEvent } from '../../../clients/typescript/src/index.ts';
import type { Order, OrderStatus } from '../data/order-types.ts';
import { named } from '../words/names.ts';
import { at, between } from '../words/time.ts';
import styles from './life-strip.module.css';

const USUAL: readonly OrderStatus[] = ['CREATED', 'CONFIRMED', 'FULFILLING', 'SHIPPED', 'DELIVERED', 'COMPLETED'];

interface Step {
  readonly status: OrderStatus;
  /** When the order came to it. */
  readonly at?: string;
}

/** The statuses that the order went through, and those of a usual life that are still before it. */
function stepsOf(order: Order, events: readonly OrderEvent[]): readonly Step[] {
  const gone = events.filter(({ after }) => after.status !== undefined).map(({ order: { status }, at: when }) => ({ status, at: when }));
  if (gone.length === 0) return [{ status: order.status, at: order.updatedAt }];
  const place = USUAL.indexOf(order.status);
  return [...gone, ...(place < 0 ? [] : USUAL.slice(place + 1).map((status) => ({ status })))];
}

export function LifeStrip({ order, events }: { readonly order: Order; readonly events: readonly OrderEvent[] }) {
  return (
    <ol className={styles['strip']} aria-label="The order's life">
      {stepsOf(order, events).map((step, place, steps) => (
        <li key={step.status} data-state={step.at === undefined ? 'ahead' : step.status === order.status ? 'here' : 'gone'}>
          <span>{named(step.status)}</span>
          {step.at !== undefined && (
            <time dateTime={step.at} title={at(step.at)}>
              {tookFrom(steps[place - 1]?.at, step.at)}
            </time>
          )}
        </li>
      ))}
    </ol>
  );
}

/** The first step's moment, and how long each later one took. */
const tookFrom = (before: string | undefined, now: string) => (before === undefined ? at(now) : `after ${between(before, now)}`);
