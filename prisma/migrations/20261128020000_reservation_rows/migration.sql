-- A reservation a line, with counts in place of a state.
DROP INDEX "reservations_held_idx";
ALTER TABLE "reservations" RENAME TO "reservations_by_sku";
ALTER TABLE "reservations_by_sku" DROP CONSTRAINT "reservations_pkey";

-- CreateTable
CREATE TABLE "reservations" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "line_id" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "quantity" BIGINT NOT NULL,
    "reserved" BIGINT NOT NULL DEFAULT 0,
    "released" BIGINT NOT NULL DEFAULT 0,
    "shipped" BIGINT NOT NULL DEFAULT 0,
    "closed" BOOLEAN NOT NULL DEFAULT false,
    "expires_at" TIMESTAMPTZ(3),
    "steps" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "reservations_pkey" PRIMARY KEY ("id")
);

-- A row of a SKU becomes one for each of the order's lines with that SKU. Where the order has no row, or its lines do not sum to
-- what the row says, the SKU stands for the line: what is reserved in all stays what it was.
INSERT INTO "reservations" ("id", "order_id", "line_id", "sku", "quantity", "reserved", "released", "shipped", "closed", "expires_at", "steps")
SELECT 'res_' || b."order_id" || '_' || l."line_id", b."order_id", l."line_id", b."sku", l."quantity",
  CASE b."state" WHEN 'reserved' THEN l."quantity" ELSE 0 END,
  CASE b."state" WHEN 'released' THEN l."quantity" ELSE 0 END,
  CASE b."state" WHEN 'shipped' THEN l."quantity" ELSE 0 END,
  b."state" = 'released', b."expires_at",
  CASE b."state" WHEN 'released' THEN ARRAY[]::TEXT[] ELSE ARRAY['created'] END
FROM "reservations_by_sku" b
LEFT JOIN LATERAL (
  SELECT array_agg(i ->> 'lineId') AS "line_ids", array_agg((i ->> 'quantity')::BIGINT) AS "quantities", sum((i ->> 'quantity')::BIGINT) AS "quantity"
  FROM "orders" o CROSS JOIN LATERAL json_array_elements(o."items") i
  WHERE o."id" = b."order_id" AND i ->> 'sku' = b."sku"
) w ON w."quantity" = b."quantity"
CROSS JOIN LATERAL unnest(coalesce(w."line_ids", ARRAY[b."sku"]), coalesce(w."quantities", ARRAY[b."quantity"])) AS l ("line_id", "quantity");

DROP TABLE "reservations_by_sku";

-- DropEnum
DROP TYPE "ReservationState";

-- CreateIndex
CREATE INDEX "reservations_order_id_idx" ON "reservations"("order_id");

-- Held stock by SKU in the order in which it is served; it does for walking all that is held as well.
CREATE INDEX "reservations_held_idx" ON "reservations"("sku", "expires_at", "order_id") WHERE "reserved" > 0;

ALTER TABLE "reservations" ADD CONSTRAINT "reservations_balance" CHECK (
  "quantity" > 0 AND "reserved" >= 0 AND "released" >= 0 AND "shipped" >= 0 AND "quantity" = "reserved" + "released" + "shipped"
);
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_closed_hold_nothing" CHECK (NOT "closed" OR "reserved" = 0);
