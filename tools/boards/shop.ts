import { type Board, type Panel, perMinute, quantile } from './board.ts';

const money = (what: string, description: string): Panel => ({
  title: `Money ${what}`,
  description,
  unit: 'short',
  series: [{ expr: perMinute(`payments_${what}_minor_units_total`, ['currency']), legend: '{{currency}}' }],
});

export const shop: Board = {
  uid: 'durable-orders-shop',
  title: 'Durable Orders: the shop',
  description: 'For whoever sells: are orders taken, do they get to their end, what do they bring, and where do they wait.',
  rows: [
    {
      title: 'Do customers feel something',
      panels: [
        {
          title: 'Orders taken and refused',
          description: 'POST /orders by what it was answered. 201 and 202 are taken; 4xx are refused, 5xx are our own fault.',
          unit: 'opm',
          drawn: 'areas',
          series: [
            {
              expr: perMinute('http_request_duration_seconds_count{method="POST", route=~"/orders( .*)?"}', ['status']),
              legend: '{{status}}',
            },
          ],
        },
        {
          title: 'Time to an answer',
          description: 'POST /orders, half and 99 % of it. Above 5 s callers get 202 or 503 in place of their order.',
          unit: 's',
          series: [0.5, 0.99].map((share) => ({
            expr: quantile(share, 'http_request_duration_seconds', [], '{method="POST", route=~"/orders( .*)?"}'),
            legend: `p${share * 100}`,
          })),
        },
        {
          title: 'Time to CONFIRMED',
          description: 'From the first record of an order until its stock is reserved and its payment authorised.',
          unit: 's',
          series: [0.5, 0.95, 0.99].map((share) => ({
            expr: quantile(share, 'orders_time_to_confirmed_seconds'),
            legend: `p${share * 100}`,
          })),
        },
      ],
    },
    {
      title: 'Where orders are',
      panels: [
        {
          title: 'Orders that are not at their end',
          description: 'By status. A band that only grows is where they stand still.',
          unit: 'short',
          drawn: 'areas',
          series: [{ expr: 'max by (status) (orders_open)', legend: '{{status}}' }],
        },
        {
          title: 'Moves',
          description: 'How many orders a minute came to a status.',
          unit: 'opm',
          series: [{ expr: perMinute('orders_status_changes_total', ['to']), legend: '{{to}}' }],
        },
        {
          title: 'Time to COMPLETED',
          description: 'From the first record of an order until it is delivered and its money settled.',
          unit: 's',
          series: [0.5, 0.95].map((share) => ({ expr: quantile(share, 'orders_time_to_completed_seconds'), legend: `p${share * 100}` })),
        },
      ],
    },
    {
      title: 'Who waits for us',
      panels: [
        {
          title: 'Orders that wait for a person',
          description: 'By what the person is asked. Each has its choices: docs/operating.md, "Orders that wait for a person".',
          unit: 'short',
          drawn: 'areas',
          series: [{ expr: 'max by (code) (orders_needing_attention)', legend: '{{code}}' }],
        },
        {
          title: 'The longest wait for a person',
          description: 'For how long the first of them has waited, by what is asked.',
          unit: 's',
          series: [{ expr: 'max by (code) (orders_attention_oldest_seconds)', legend: '{{code}}' }],
        },
        {
          title: 'Declined and cancelled',
          description: 'Orders a minute that came to REJECTED or CANCELED.',
          unit: 'opm',
          series: [{ expr: perMinute('orders_status_changes_total{to=~"REJECTED|CANCELED"}', ['to']), legend: '{{to}}' }],
        },
      ],
    },
    {
      title: 'Money: minor units of its currency a minute',
      panels: [
        money('authorised', 'What customers are good for.'),
        money('captured', 'Follows what was authorised when parcels leave.'),
        money('refunded', 'What went back to customers.'),
      ],
    },
  ],
};
