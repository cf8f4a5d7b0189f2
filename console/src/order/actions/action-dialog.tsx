import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Refusal } from '../../data/answer.ts';
import { newKey } from '../../data/key.ts';
import type { Order } from '../../data/order-types.ts';
import { orderQuery, type Intent } from '../../data/orders.ts';
import { Failed } from '../../parts/states.tsx';
import { named } from '../../words/names.ts';

interface ActionDialogProps {
  readonly title: string;
  readonly order: Order;
  /** What the button says that does it. */
  readonly confirm: string;
  readonly isDangerous?: boolean;
  /** Enough was typed. */
  readonly isReady?: boolean;
  readonly act: (intent: Intent) => Promise<unknown>;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/**
 * Asks before an order is changed. One dialog is one intent: its key is made when it opens, so that two clicks have one effect; and it is
 * meant for the order as it was seen then. What the order became meanwhile is shown, and nothing is repeated without a click.
 */
export function ActionDialog({ title, order, confirm, isDangerous = false, isReady = true, act, onClose, children }: ActionDialogProps) {
  const queries = useQueryClient();
  const [key] = useState(newKey);
  const [seen, setSeen] = useState(order);
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: () => act({ key, seenVersion: seen.version }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: orderQuery(order.id).queryKey });
      onClose();
    },
    onError: () => queries.invalidateQueries({ queryKey: orderQuery(order.id).queryKey }),
  });
  const status = error instanceof Refusal ? error.status : undefined;
  const hasChanged = status === 412;
  const lookAgain = () => {
    setSeen(order);
    reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !isPending) mutate();
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <Stack>
          {children}
          {hasChanged && <ChangedMeanwhile seen={seen} order={order} onSeen={lookAgain} />}
          {error && !hasChanged && <Failed error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {status === 409 ? 'Close' : 'Leave it'}
            </Button>
            {status !== 409 && (
              <Button type="submit" color={isDangerous ? 'red' : 'spruce'} loading={isPending} disabled={!isReady || hasChanged}>
                {confirm}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface ChangedMeanwhileProps {
  readonly seen: Order;
  readonly order: Order;
  readonly onSeen: () => void;
}

function ChangedMeanwhile({ seen, order, onSeen }: ChangedMeanwhileProps) {
  const moved = seen.status === order.status ? `still ${named(order.status)}` : `${named(order.status)}, no longer ${named(seen.status)}`;
  return (
    <Alert color="amber" role="alert" title="The order changed while this was open">
      <p>{`Nothing was done. It is ${moved}; what happened stands in its history.`}</p>
      <Button size="xs" variant="default" onClick={onSeen}>
        I have seen it
      </Button>
    </Alert>
  );
}
