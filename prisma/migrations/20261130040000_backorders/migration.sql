-- AlterTable
ALTER TABLE "orders" ADD COLUMN "allow_backorder" BOOLEAN,
ADD COLUMN "backorder_until" TIMESTAMPTZ(3);

-- Units that orders wait for: what comes free of a SKU is theirs before anybody else's.
ALTER TABLE "stock" ADD COLUMN "waiting" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "stock" ADD CONSTRAINT "stock_waiting" CHECK ("waiting" >= 0);

-- AlterTable
ALTER TABLE "reservations" ADD COLUMN "waiting" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN "waits_since" TIMESTAMPTZ(6),
ADD COLUMN "untold" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "reservations" DROP CONSTRAINT "reservations_balance";
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_balance" CHECK (
  "quantity" > 0 AND "waiting" >= 0 AND "reserved" >= 0 AND "released" >= 0 AND "shipped" >= 0
  AND "quantity" = "waiting" + "reserved" + "released" + "shipped"
);
ALTER TABLE "reservations" DROP CONSTRAINT "reservations_closed_hold_nothing";
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_closed_hold_nothing" CHECK (NOT "closed" OR ("reserved" = 0 AND "waiting" = 0));

-- Who waits for a SKU, longest first.
CREATE INDEX "reservations_waiting_idx" ON "reservations"("tenant", "sku", "waits_since", "id") WHERE "waiting" > 0;
-- Whoever was given stock and has not been told, and SKUs of which some is free although orders wait for it: for the reconciler.
CREATE INDEX "reservations_untold_idx" ON "reservations"("order_id") WHERE "untold";
CREATE INDEX "stock_waiting_idx" ON "stock"("tenant", "sku") WHERE "waiting" > 0;
