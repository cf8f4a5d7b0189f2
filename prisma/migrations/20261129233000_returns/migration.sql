-- AlterTable
ALTER TABLE "orders" ADD COLUMN "returns" JSON,
ADD COLUMN "open_returns" INTEGER NOT NULL DEFAULT 0;

-- Returns that are still under way, for the reconciler.
CREATE INDEX "orders_open_returns_idx" ON "orders"("id") WHERE "open_returns" > 0;

-- AlterTable
ALTER TABLE "reservations" ADD COLUMN "restocked" BIGINT NOT NULL DEFAULT 0;

-- Nothing comes back that has not left.
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_restocked" CHECK ("restocked" BETWEEN 0 AND "shipped");
