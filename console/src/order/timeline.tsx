import type { OrderEvent } from '../../../clients/typescript/src/index.ts';
import type { Liveness } from '../live/liveness.ts';
import { Panel } from '../parts/panel.tsx';
import { traceUrl } from '../page.ts';
import { Loading } from '../parts/states.tsx';
import { partyOf, titleOf } from '../words/events.ts';
import { ago, at } from '../words/time.ts';
import { differences } from './differences.ts';
import styles from './timeline.module.css';

interface TimelineProps {
  /** Oldest first. */
  readonly events: readonly OrderEvent[];
  readonly liveness: Liveness;
  readonly currency: string;
}

/** Newest first: what happens now stands where one looks. */
export function Timeline({ events, liveness, currency }: TimelineProps) {
  return (
    <Panel title="What happened">
      {events.length === 0 && liveness !== 'broken' && <Loading />}
      <ol className={styles['timeline']} aria-live="polite">
        {events.toReversed().map((event) => (
          <Entry key={event.sequence} event={event} currency={currency} />
        ))}
      </ol>
    </Panel>
  );
}

function Entry({ event, currency }: { readonly event: OrderEvent; readonly currency: string }) {
  const changes = differences(event, currency);
  const trace = event.traceparent === undefined ? undefined : traceUrl(event.traceparent);
  return (
    <li>
      <h3>{titleOf(event.type)}</h3>
      <p>{event.why}</p>
      {changes.length > 0 && (
        <details>
          <summary>What changed</summary>
          <ul>
            {changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        </details>
      )}
      <p className={styles['by']}>
        {partyOf(event.actor)},{' '}
        <time dateTime={event.at} title={ago(event.at)}>
          {at(event.at)}
        </time>
        {trace !== undefined && (
          <>
            {', '}
            <a href={trace} target="_blank" rel="noopener noreferrer">
              trace
            </a>
          </>
        )}
      </p>
    </li>
  );
}
