-- Tables from before are taken over as they are: the orders' own migration has moved them here.

-- The payment provider's payments.
create table if not exists partners.payments (
  reference text primary key,
  -- Empty when it was voided before it was made.
  order_id text not null,
  token text not null,
  currency char(3) not null,
  amount_cents bigint not null,
  status text not null,
  attempts integer not null default 0,
  authorised_cents bigint not null default 0,
  captured_cents bigint not null default 0,
  refunded_cents bigint not null default 0,
  expires_at timestamptz(3),
  capture_tries integer not null default 0,
  void_tries integer not null default 0,
  -- When the customer decided on a payment that requires action.
  settled_at timestamptz(3),
  -- Until the decision has been told by webhook: when that is tried next.
  next_tell_at timestamptz(3),
  created_at timestamptz(3) not null default current_timestamp,
  updated_at timestamptz(3) not null default current_timestamp
);
create index if not exists payments_updated_at_idx on partners.payments (updated_at);
create index if not exists payments_untold_idx on partners.payments (next_tell_at) where next_tell_at is not null;

-- What it gave back or declined to, once a refund.
create table if not exists partners.refunds (
  refund_id text primary key,
  reference text not null,
  amount_cents bigint not null,
  status text not null,
  created_at timestamptz(3) not null default current_timestamp
);

-- What the carrier picks up and delivers when.
create table if not exists partners.shipments (
  reference text primary key,
  order_id text not null,
  tracking_number text not null,
  pick_up_at timestamptz(3),
  deliver_at timestamptz(3),
  cancelled_at timestamptz(3),
  -- How the journey goes: delivers, lost, refused … (carrier/courses.ts).
  course text not null default 'delivers',
  -- How many stages of its course were told by webhook so far.
  told integer not null default 0,
  next_tell_at timestamptz(3)
);
-- Nearly every parcel has been told everything: only the others are looked for, ten times a second.
create index if not exists shipments_untold_idx on partners.shipments (next_tell_at) where next_tell_at is not null;
