-- Whose orders and stock; empty where all callers share them. Lists are one tenant's, so their indexes begin with it.
ALTER TABLE "orders" ADD COLUMN "tenant" TEXT NOT NULL DEFAULT '';
ALTER TABLE "stock" ADD COLUMN "tenant" TEXT NOT NULL DEFAULT '';
ALTER TABLE "reservations" ADD COLUMN "tenant" TEXT NOT NULL DEFAULT '';

-- DropIndex
DROP INDEX "orders_created_at_id_idx";
DROP INDEX "orders_customer_id_created_at_id_idx";
DROP INDEX "orders_status_created_at_id_idx";
DROP INDEX "orders_attention_idx";
DROP INDEX "stock_short_idx";
DROP INDEX "reservations_held_idx";

-- AlterTable
ALTER TABLE "stock" DROP CONSTRAINT "stock_pkey",
ADD CONSTRAINT "stock_pkey" PRIMARY KEY ("tenant", "sku");

-- CreateIndex
CREATE INDEX "orders_tenant_created_at_id_idx" ON "orders"("tenant", "created_at" DESC, "id" DESC);
CREATE INDEX "orders_tenant_customer_id_created_at_id_idx" ON "orders"("tenant", "customer_id", "created_at" DESC, "id" DESC);
CREATE INDEX "orders_tenant_status_created_at_id_idx" ON "orders"("tenant", "status", "created_at" DESC, "id" DESC);

CREATE INDEX "orders_attention_idx" ON "orders"("tenant", "created_at" DESC, "id" DESC) WHERE "attention" IS NOT NULL;
CREATE INDEX "stock_short_idx" ON "stock"("tenant", "sku") WHERE "reserved" > "on_hand";
-- Held stock by SKU in the order in which it is served; it does for walking all that is held as well.
CREATE INDEX "reservations_held_idx" ON "reservations"("tenant", "sku", "expires_at", "order_id") WHERE "reserved" > 0;
