import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Order } from '../data/order-types.ts';
import { choiceName } from '../words/attention.ts';
import { useMay } from '../session/session.ts';
import { explain } from '../words/waiting.ts';
import { ResolveDialog } from './actions/resolve-dialog.tsx';
import styles from './why-it-waits.module.css';

/** The first thing that people come for: why the order stands where it stands, and what to do. */
export function WhyItWaits({ order }: { readonly order: Order }) {
  const explanation = explain(order);
  if (order.reason && !explanation) return <p className={styles['note']}>{order.reason.text}</p>;
  if (!explanation) return null;
  return (
    <section className={styles['note']} data-urgent={order.needsAttention !== undefined} aria-label="Why it waits">
      <p className={styles['why']}>{explanation.why}</p>
      <p>{explanation.whatToDo}</p>
      <Choices order={order} />
    </section>
  );
}

/** What a person can decide, where one is asked. */
export function Choices({ order }: { readonly order: Order }) {
  const [chosen, setChosen] = useState<string>();
  const mayChoose = useMay('orders:operate');
  if (!order.needsAttention || !mayChoose) return null;
  return (
    <div className={styles['choices']}>
      {order.needsAttention.choices.map((choice) => (
        <Button key={choice} size="xs" variant="default" onClick={() => setChosen(choice)}>
          {choiceName(choice)}
        </Button>
      ))}
      {chosen !== undefined && <ResolveDialog order={order} choice={chosen} onClose={() => setChosen(undefined)} />}
    </div>
  );
}
