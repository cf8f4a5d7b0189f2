import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { newKey } from '../data/key.ts';
import { createEndpoint, endpointsQuery, type WebhookEndpoint } from '../data/webhooks.ts';
import { Panel } from '../parts/panel.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import table from '../parts/table.module.css';
import { Table } from '../parts/table.tsx';
import { named } from '../words/names.ts';
import styles from './webhooks.module.css';

export function EndpointsPage() {
  const { data, error, refetch } = useQuery(endpointsQuery);
  return (
    <div className={styles['page']}>
      <h1>Webhooks</h1>
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.endpoints.length === 0 && (
        <Empty title="Events go to no endpoint yet">
          <p>Each change of an order is sent, signed, to every endpoint that wants its type.</p>
        </Empty>
      )}
      {data && data.endpoints.length > 0 && <EndpointTable endpoints={data.endpoints} />}
      <NewEndpoint />
    </div>
  );
}

function EndpointTable({ endpoints }: { readonly endpoints: readonly WebhookEndpoint[] }) {
  return (
    <Table columns={['Endpoint', 'Status', 'Events']}>
      {endpoints.map(({ endpointId, url, description, status, disabled, eventTypes }) => (
        <tr key={endpointId}>
          <td>
            <Link href={`/webhooks/${endpointId}`}>{url}</Link>
            {description !== undefined && <span className={table['sub']}>{description}</span>}
          </td>
          <td>
            {named(status)}
            {disabled && <span className={table['sub']}>{disabled.reason}</span>}
          </td>
          <td>{eventTypes.length === 0 ? 'All' : eventTypes.join(', ')}</td>
        </tr>
      ))}
    </Table>
  );
}

/** The secret is in the answer to its making, and nowhere else: it stays until the page is left. */
function NewEndpoint() {
  const queries = useQueryClient();
  const [url, setUrl] = useState('');
  const [key, setKey] = useState(newKey);
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => createEndpoint(key, url),
    onSuccess: () => queries.invalidateQueries({ queryKey: endpointsQuery.queryKey }),
    onSettled: () => setKey(newKey()),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending) mutate();
  };
  return (
    <Panel title="New endpoint">
      <form className={styles['row']} onSubmit={submit}>
        <TextInput
          className={styles['wide'] ?? ''}
          label="Address"
          type="url"
          required
          maxLength={2000}
          value={url}
          onChange={({ currentTarget }) => setUrl(currentTarget.value)}
        />
        <Button type="submit" loading={isPending}>
          Add it
        </Button>
      </form>
      {error && <Failed error={error} />}
      {data?.secret !== undefined && (
        <output>
          Its secret, shown only here: <code className={styles['secret']}>{data.secret}</code>
        </output>
      )}
    </Panel>
  );
}
