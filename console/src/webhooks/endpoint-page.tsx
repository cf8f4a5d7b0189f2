import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { newKey } from '../data/key.ts';
import { deliveriesQuery, endpointQuery, replayEvents, sendTest, setEndpointStatus, type WebhookDelivery } from '../data/webhooks.ts';
import { OlderButton } from '../parts/older-button.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import table from '../parts/table.module.css';
import { Table } from '../parts/table.tsx';
import { named } from '../words/names.ts';
import { ago, at } from '../words/time.ts';
import styles from './webhooks.module.css';

const STATUSES = ['pending', 'delivered', 'dead'] as const;

export function EndpointPage({ endpointId }: { readonly endpointId: string }) {
  const [params, setParams] = useSearchParams();
  const status = STATUSES.find((known) => known === params.get('status'));
  const list = useInfiniteQuery(deliveriesQuery(endpointId, status));
  const isActive = useQuery(endpointQuery(endpointId)).data?.status === 'active';
  const deliveries = list.data?.pages.flatMap((page) => page.deliveries);
  return (
    <div className={styles['page']}>
      <EndpointHead endpointId={endpointId} />
      <NativeSelect
        label="Deliveries"
        value={status ?? ''}
        data={[{ value: '', label: 'All' }, ...STATUSES.map((value) => ({ value, label: named(value) }))]}
        onChange={({ currentTarget }) => setParams(currentTarget.value === '' ? {} : { status: currentTarget.value })}
      />
      {list.error && <Failed error={list.error} onRetry={() => void list.refetch()} />}
      {!deliveries && !list.error && <Loading />}
      {deliveries?.length === 0 && <Empty title="No delivery fits" />}
      {deliveries && deliveries.length > 0 && <DeliveryTable endpointId={endpointId} deliveries={deliveries} isActive={isActive} />}
      <OlderButton list={list} label="Show older deliveries" />
    </div>
  );
}

function EndpointHead({ endpointId }: { readonly endpointId: string }) {
  const queries = useQueryClient();
  const { data: endpoint, error, refetch } = useQuery(endpointQuery(endpointId));
  const onSuccess = () => queries.invalidateQueries();
  const switching = useMutation({
    mutationFn: ({ key, status }: { readonly key: string; readonly status: 'active' | 'paused' }) =>
      setEndpointStatus(endpointId, key, status),
    onSuccess,
  });
  const testing = useMutation({ mutationFn: (key: string) => sendTest(endpointId, key), onSuccess });
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!endpoint) return <Loading lines={2} />;
  const next = endpoint.status === 'active' ? 'paused' : 'active';
  return (
    <>
      <div className={styles['row']}>
        <h1>{endpoint.url}</h1>
        <span>{named(endpoint.status)}</span>
        <Button variant="default" loading={testing.isPending} onClick={() => testing.mutate(newKey())}>
          Send a test
        </Button>
        <Button variant="default" loading={switching.isPending} onClick={() => switching.mutate({ key: newKey(), status: next })}>
          {next === 'paused' ? 'Pause' : 'Switch on'}
        </Button>
      </div>
      {endpoint.disabled && <p>{`Switched off ${at(endpoint.disabled.at)}: ${endpoint.disabled.reason}`}</p>}
      {(switching.error ?? testing.error) && <Failed error={switching.error ?? testing.error} />}
    </>
  );
}

interface DeliveryTableProps {
  readonly endpointId: string;
  readonly deliveries: readonly WebhookDelivery[];
  /** Nothing is sent again to one that is not. */
  readonly isActive: boolean;
}

function DeliveryTable({ endpointId, deliveries, isActive }: DeliveryTableProps) {
  return (
    <Table columns={['Event', 'Status', 'Tries', 'Made', 'Again']}>
      {deliveries.map((delivery) => (
        <DeliveryRow key={delivery.deliveryId} endpointId={endpointId} delivery={delivery} isActive={isActive} />
      ))}
    </Table>
  );
}

interface DeliveryRowProps extends Omit<DeliveryTableProps, 'deliveries'> {
  readonly delivery: WebhookDelivery;
}

function DeliveryRow({ endpointId, delivery, isActive }: DeliveryRowProps) {
  const queries = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (key: string) => replayEvents(endpointId, key, [delivery.eventId]),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['webhook-deliveries', endpointId] }),
  });
  const last = delivery.attempts.at(-1);
  return (
    <tr>
      <td>
        {delivery.eventType}
        {delivery.orderId !== undefined && (
          <span className={table['sub']}>
            <Link href={`/orders/${delivery.orderId}`}>Its order</Link>
          </span>
        )}
      </td>
      <td>
        {named(delivery.status)}
        {delivery.nextAttemptAt !== undefined && <span className={table['sub']}>{`next try ${ago(delivery.nextAttemptAt)}`}</span>}
      </td>
      <td>
        {delivery.attempts.length}
        {last && <span className={table['sub']}>{[last.statusCode, last.error].filter(Boolean).join(', ')}</span>}
      </td>
      <td>
        <time dateTime={delivery.createdAt} title={at(delivery.createdAt)}>
          {ago(delivery.createdAt)}
        </time>
      </td>
      <td>
        {isActive && delivery.orderId !== undefined && (
          <Button
            size="compact-sm"
            variant="default"
            loading={isPending}
            onClick={() => mutate(newKey())}
            aria-label={`Replay ${delivery.eventType}`}
          >
            Replay
          </Button>
        )}
        {error && <Failed error={error} />}
      </td>
    </tr>
  );
}
