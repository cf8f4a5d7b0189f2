import { EVENT_TYPES, CHANGE_EVENTS, statusEvent } from '../../domain/order-event.ts';
import type { OrderSnapshot } from '../../domain/order-snapshot.ts';
import { mayMove, ORDER_STATUSES } from '../../domain/order-status.ts';
import type { OrdersDatabase } from './database.ts';
import { type Check, MOST_VIOLATIONS, type Scope } from './check.ts';
import { conditionHolds } from './order-rows.ts';

const BATCH = 500;
const STATUS_EVENTS: ReadonlySet<string> = new Set(EVENT_TYPES.filter((type) => !CHANGE_EVENTS.some((change) => change === type)));

interface EventRow {
  readonly order_id: string;
  readonly sequence: number;
  readonly type: string;
  readonly snapshot: OrderSnapshot;
}

/** What only the status table can judge, read in batches. What is judged here, one transaction wrote: nothing under way excuses it. */
export function historyChecks(db: OrdersDatabase): Check[] {
  return [
    {
      number: '5c',
      title: 'Each event follows from the one before along the status table',
      of: 'events',
      async look(scope) {
        const faults = new Map<string, string>();
        let before: EventRow | undefined;
        let looked = 0;
        for await (const event of eventsOf(db, scope)) {
          const wrong = faultsOf(event, before?.order_id === event.order_id ? before : undefined);
          if (wrong.length > 0) add(faults, event.order_id, `event ${event.sequence}: ${wrong.join(', ')}`);
          before = event;
          if (++looked % BATCH === 0) scope.onSeen?.(looked);
          if (faults.size === MOST_VIOLATIONS) break;
        }
        return { looked, violations: listed(faults) };
      },
    },
  ];
}

function faultsOf({ sequence, type, snapshot }: EventRow, before: EventRow | undefined): string[] {
  const { status } = snapshot;
  const from = sequence === 1 ? 'PENDING' : before?.sequence === sequence - 1 ? before.snapshot.status : undefined;
  const moved = from !== undefined && from !== status;
  if (!ORDER_STATUSES.includes(status)) return [`there is no status ${status}`];
  return [
    ...(snapshot.version === sequence ? [] : [`its snapshot has version ${snapshot.version}`]),
    ...(moved && !mayMove(from, status) ? [`${from} does not move to ${status}`] : []),
    ...(moved && type !== statusEvent(status) ? [`a move to ${status} is told as ${type}`] : []),
    ...(from === status && STATUS_EVENTS.has(type) ? [`${type} without a move`] : []),
    ...(snapshot.omitted?.shipments || snapshot.omitted?.returns || conditionHolds(snapshot)
      ? []
      : [`its snapshot breaks the condition of ${status}`]),
  ];
}

async function* eventsOf(db: OrdersDatabase, scope: Scope): AsyncGenerator<EventRow> {
  for (let after: [string, number] = ['', 0]; ;) {
    const page = await db.query<EventRow>(
      `select e.order_id, e.sequence, e.type, e.snapshot from order_events e join orders o on o.id = e.order_id
       where o.created_at >= $1::timestamptz and ($2::text[] is null or o.id = any($2)) and (e.order_id, e.sequence) > ($3, $4)
       order by e.order_id, e.sequence limit ${BATCH}`,
      [scope.since ?? '-infinity', scope.only ?? null, ...after],
    );
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < BATCH) return;
    after = [last.order_id, last.sequence];
  }
}

function add(faults: Map<string, string>, id: string, fault: string): void {
  const known = faults.get(id);
  faults.set(id, known === undefined ? fault : `${known}; ${fault}`);
}

function listed(faults: ReadonlyMap<string, string>) {
  return [...faults].map(([id, says]) => ({ id, says, changedAt: null }));
}
