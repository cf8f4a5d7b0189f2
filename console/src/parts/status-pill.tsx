import type { OrderStatus } from '../data/order-types.ts';
import { moodOf, named } from '../words/names.ts';
import styles from './status-pill.module.css';

export function StatusPill({ status }: { readonly status: OrderStatus }) {
  return (
    <span className={styles['pill']} data-mood={moodOf(status)}>
      {named(status)}
    </span>
  );
}
