-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "OrderStatus" AS ENUM ('CREATED', 'CONFIRMED', 'FULFILLING', 'SHIPPED', 'DELIVERED', 'COMPLETED', 'CANCELING', 'CANCELED', 'REJECTED', 'RETURNED');

-- CreateEnum
CREATE TYPE "PaymentStatus" AS ENUM ('not_required', 'pending', 'requires_action', 'authorised', 'declined', 'captured', 'voided');

-- CreateEnum
CREATE TYPE "ReservationState" AS ENUM ('reserved', 'shipped', 'released');

-- CreateTable
CREATE TABLE "orders" (
    "id" TEXT NOT NULL,
    "order_number" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "total_cents" BIGINT NOT NULL,
    "status" "OrderStatus" NOT NULL,
    "reason" JSON,
    "items" JSON NOT NULL,
    "shipments" JSON NOT NULL,
    "ship_to" JSON,
    "metadata" JSON,
    "payment_status" "PaymentStatus" NOT NULL,
    "authorised_cents" BIGINT NOT NULL,
    "captured_cents" BIGINT NOT NULL,
    "refunded_cents" BIGINT NOT NULL,
    "written_off_cents" BIGINT NOT NULL,
    "next_action" JSON,
    "attention" JSON,
    "payment_token" TEXT NOT NULL,
    "request_fingerprint" TEXT,
    "version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_events" (
    "order_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "step" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "why" TEXT,
    "request_id" TEXT,
    "traceparent" TEXT,
    "snapshot" JSON NOT NULL,

    CONSTRAINT "order_events_pkey" PRIMARY KEY ("order_id","sequence")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "order_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "kept_answers" (
    "key" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "body" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "kept_answers_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "stock" (
    "sku" TEXT NOT NULL,
    "on_hand" BIGINT NOT NULL,
    "reserved" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "stock_pkey" PRIMARY KEY ("sku")
);

-- CreateTable
CREATE TABLE "reservations" (
    "order_id" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "quantity" BIGINT NOT NULL,
    "state" "ReservationState" NOT NULL,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "reservations_pkey" PRIMARY KEY ("order_id","sku")
);

-- CreateTable
CREATE TABLE "simulated_payments" (
    "reference" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_cents" BIGINT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "authorised_cents" BIGINT NOT NULL DEFAULT 0,
    "captured_cents" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "simulated_payments_pkey" PRIMARY KEY ("reference")
);

-- CreateTable
CREATE TABLE "simulated_shipments" (
    "reference" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "tracking_number" TEXT NOT NULL,
    "pick_up_at" TIMESTAMPTZ(3),
    "deliver_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),
    "told" INTEGER NOT NULL DEFAULT 0,
    "next_tell_at" TIMESTAMPTZ(3),

    CONSTRAINT "simulated_shipments_pkey" PRIMARY KEY ("reference")
);

-- CreateIndex
CREATE INDEX "orders_created_at_id_idx" ON "orders"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "orders_customer_id_created_at_id_idx" ON "orders"("customer_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "orders_status_created_at_id_idx" ON "orders"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "order_events_order_id_step_key" ON "order_events"("order_id", "step");

-- CreateIndex
CREATE INDEX "kept_answers_order_id_idx" ON "kept_answers"("order_id");

-- CreateIndex
CREATE INDEX "simulated_payments_updated_at_idx" ON "simulated_payments"("updated_at");

-- CreateIndex
CREATE INDEX "simulated_shipments_next_tell_at_idx" ON "simulated_shipments"("next_tell_at");

-- AddForeignKey
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "kept_answers" ADD CONSTRAINT "kept_answers_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema language cannot say. Partial indexes: their cost follows what waits, not what is stored.
CREATE INDEX "outbox_unsent_idx" ON "outbox"("id") WHERE "sent_at" IS NULL;
CREATE INDEX "outbox_sent_idx" ON "outbox"("sent_at") WHERE "sent_at" IS NOT NULL;
CREATE INDEX "orders_attention_idx" ON "orders"("created_at" DESC, "id" DESC) WHERE "attention" IS NOT NULL;
CREATE INDEX "orders_open_idx" ON "orders"("id") WHERE "status" NOT IN ('COMPLETED', 'CANCELED', 'REJECTED', 'RETURNED');
CREATE INDEX "reservations_held_idx" ON "reservations"("order_id") WHERE "state" = 'reserved';

-- The books balance, whoever writes them.
ALTER TABLE "stock" ADD CONSTRAINT "stock_not_negative" CHECK ("on_hand" >= 0 AND "reserved" >= 0);
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_quantity_positive" CHECK ("quantity" > 0);
ALTER TABLE "orders" ADD CONSTRAINT "orders_money_balances" CHECK (
  "total_cents" >= 0 AND 0 <= "refunded_cents" AND "refunded_cents" <= "captured_cents" AND "captured_cents" <= "authorised_cents"
  AND "written_off_cents" >= 0
);
ALTER TABLE "orders" ADD CONSTRAINT "orders_version_positive" CHECK ("version" >= 1);

-- A row in these tables is updated a few times soon after it was written: leave room on its page, and clean up early.
ALTER TABLE "orders" SET (fillfactor = 70);
ALTER TABLE "stock" SET (fillfactor = 50);
ALTER TABLE "outbox" SET (autovacuum_vacuum_scale_factor = 0.02);
