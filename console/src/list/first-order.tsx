import { Button, Code } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { newKey } from '../data/key.ts';
import { DEMO_SKU, placeDemoOrder } from '../data/orders.ts';
import { Empty, Failed } from '../parts/states.tsx';
import { useMay } from '../session/session.ts';

/** What a new system shows in place of an empty list. */
export function FirstOrder() {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [key] = useState(newKey);
  const mayPlace = useMay('orders:write');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => placeDemoOrder(key),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['orders'] });
      navigate(`/orders/${id}`);
    },
  });
  const body = JSON.stringify({ customerId: 'cust_1', items: [{ sku: DEMO_SKU, quantity: 1, priceCents: 1999 }] });
  return (
    <Empty title="No order yet">
      <p>Place one here and watch it go through, or as a shop does:</p>
      <Code block ta="left">{`curl ${location.origin}/orders -H 'Content-Type: application/json' -d '${body}'`}</Code>
      {mayPlace && (
        <p>
          <Button loading={isPending} onClick={() => mutate()}>
            Place a first order
          </Button>
        </p>
      )}
      {error && <Failed error={error} />}
    </Empty>
  );
}
