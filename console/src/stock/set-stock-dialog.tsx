import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Refusal } from '../data/answer.ts';
import { readStock, setStock } from '../data/stock.ts';
import { Failed } from '../parts/states.tsx';

interface SetStockDialogProps {
  /** Empty: it is typed. */
  readonly sku: string;
  readonly onClose: () => void;
}

/** Sets what was counted, unless the stock moved since it was read: then the new figures are shown first. */
export function SetStockDialog({ sku: given, onClose }: SetStockDialogProps) {
  const queries = useQueryClient();
  const [sku, setSku] = useState(given);
  const [typed, setTyped] = useState('');
  const seen = useQuery({
    queryKey: ['seen-stock', sku],
    queryFn: async () => (await readStock(sku)) ?? null,
    enabled: sku !== '',
    gcTime: 0,
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => setStock(sku, Number(typed), seen.data ?? undefined),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['stock'] });
      onClose();
    },
    onError: () => seen.refetch(),
  });
  const isReady = sku !== '' && /^\d{1,15}$/.test(typed) && seen.isSuccess && !isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) mutate();
  };
  const hasMoved = error instanceof Refusal && error.status === 412;
  return (
    <Modal opened onClose={onClose} title={given === '' ? 'Set stock' : `Set ${given}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <Stack>
          {given === '' && (
            <TextInput
              label="SKU"
              value={sku}
              maxLength={100}
              onChange={({ currentTarget }) => setSku(currentTarget.value.trim())}
              data-autofocus
            />
          )}
          {seen.data && <p>{`Now ${seen.data.stock.onHand} on hand, ${seen.data.stock.reserved} of them reserved.`}</p>}
          <TextInput
            label="On hand"
            description="What is in the warehouse, reserved units included"
            inputMode="numeric"
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value.trim())}
            data-autofocus={given !== '' || undefined}
          />
          {hasMoved && (
            <p role="alert">The stock moved while this was open. Nothing was set: look at the figures above, and set it again.</p>
          )}
          {error && !hasMoved && <Failed error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit" disabled={!isReady} loading={isPending}>
              Set it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
