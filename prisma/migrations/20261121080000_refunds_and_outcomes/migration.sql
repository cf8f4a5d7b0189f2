-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "authorisation_expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "open_refunds" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "payment_attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "payment_reference" TEXT,
ADD COLUMN     "refunds" JSON NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "simulated_payments" ADD COLUMN     "capture_tries" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "next_tell_at" TIMESTAMPTZ(3),
ADD COLUMN     "refunded_cents" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "settled_at" TIMESTAMPTZ(3),
ADD COLUMN     "void_tries" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "simulated_shipments" ADD COLUMN     "course" TEXT NOT NULL DEFAULT 'delivers';

-- CreateTable
CREATE TABLE "simulated_refunds" (
    "refund_id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "amount_cents" BIGINT NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "simulated_refunds_pkey" PRIMARY KEY ("refund_id")
);

-- Orders from before were paid under the only reference there was.
UPDATE "orders" SET "payment_attempts" = 1, "payment_reference" = 'pay_' || "id" || '_1'
WHERE "payment_status" NOT IN ('not_required', 'pending');

-- What is on its way back to a customer, for the reconciler.
CREATE INDEX "orders_open_refunds_idx" ON "orders"("id") WHERE "open_refunds" > 0;

-- News of the simulated payment provider that nobody has heard yet.
CREATE INDEX "simulated_payments_untold_idx" ON "simulated_payments"("next_tell_at") WHERE "next_tell_at" IS NOT NULL;

-- SKUs of which more is reserved than is on hand, for GET /inventory?short=true and the reconciler.
CREATE INDEX "stock_short_idx" ON "stock"("sku") WHERE "reserved" > "on_hand";

-- Held stock by SKU in the order in which it is served; it does for walking all that is held as well.
DROP INDEX "reservations_held_idx";
CREATE INDEX "reservations_held_idx" ON "reservations"("sku", "expires_at", "order_id") WHERE "state" = 'reserved';
