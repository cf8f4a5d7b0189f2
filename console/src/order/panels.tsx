import { Link } from 'wouter';
import type { Order } from '../data/order-types.ts';
import { workflowUrl } from '../page.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Facts, Panel } from '../parts/panel.tsx';
import { addressLine } from '../words/address.ts';
import { money } from '../words/money.ts';
import { named } from '../words/names.ts';
import { at } from '../words/time.ts';

interface PanelProps {
  readonly order: Order;
}

export function MoneyPanel({ order: { items, payment, currency, totalCents, dueCents, adjustments, refunds } }: PanelProps) {
  return (
    <Panel title="Money" aside={<span>{named(payment.status)}</span>}>
      <Facts
        rows={[
          ...(adjustments.length === 0 ? [] : [['Goods', money(goodsCents(items), currency)] as const]),
          ...adjustments.map(({ type, description, amountCents }) => [description ?? named(type), money(amountCents, currency)] as const),
          ['Total', money(totalCents, currency)],
          ...(dueCents === totalCents ? [] : [['Due', money(dueCents, currency)] as const]),
          ['Authorised', money(payment.authorisedCents, currency)],
          ['Captured', money(payment.capturedCents, currency)],
          ['Refunded', money(payment.refundedCents, currency)],
          ...(payment.writtenOffCents > 0 ? [['Written off', money(payment.writtenOffCents, currency)] as const] : []),
          ...refunds.map(
            ({ refundId, reason, status, amountCents }, place) =>
              [
                `Refund ${place + 1}: ${reason}`,
                <span key={refundId}>{`${money(amountCents, currency)}, ${named(status)}`}</span>,
              ] as const,
          ),
        ]}
      />
    </Panel>
  );
}

/** Before discounts, and whatever was cancelled of them. */
const goodsCents = (items: Order['items']) => items.reduce((sum, { quantity, priceCents }) => sum + quantity * priceCents, 0);

export function ParcelsPanel({ order: { shipments } }: PanelProps) {
  return (
    <Panel title="Parcels">
      {shipments.length === 0 && <p>None yet.</p>}
      {shipments.map(({ shipmentId, trackingNumber, status, bookedAt, pickedUpAt, deliveredAt, returnedAt }) => (
        <Facts
          key={shipmentId}
          rows={[
            [trackingNumber, named(status)],
            ['Booked', at(bookedAt)],
            ...[
              ['Picked up', pickedUpAt],
              ['Delivered', deliveredAt],
              ['Came back', returnedAt],
            ].flatMap(([name = '', when]) => (when === undefined ? [] : [[name, at(when)] as const])),
          ]}
        />
      ))}
    </Panel>
  );
}

export function CustomerPanel({ order }: PanelProps) {
  const { id, customerId, shipTo, metadata, createdAt, allowBackorder, backorderUntil } = order;
  const workflow = workflowUrl(id);
  return (
    <Panel title="Customer">
      <Facts
        rows={[
          [
            'Customer',
            <Link key="customer" href={`/?find=${encodeURIComponent(customerId)}`}>
              {customerId}
            </Link>,
          ],
          ...(shipTo ? [['Ships to', addressLine(shipTo)] as const] : []),
          ...(allowBackorder
            ? [['Short stock', `Is waited for${backorderUntil === undefined ? '' : ` until ${at(backorderUntil)}`}`] as const]
            : []),
          ...Object.entries(metadata ?? {}),
          ['Created', at(createdAt)],
          [
            'Id',
            <span key="id">
              {id}
              <CopyButton text={id} what="id" />
            </span>,
          ],
          ...(workflow === undefined
            ? []
            : [
                [
                  'Workflow',
                  <a key="workflow" href={workflow} target="_blank" rel="noopener noreferrer">
                    In Temporal
                  </a>,
                ] as const,
              ]),
        ]}
      />
    </Panel>
  );
}
