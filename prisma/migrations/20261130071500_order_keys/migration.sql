-- CreateTable: what encrypts the payloads that Temporal is given of an order, wrapped.
CREATE TABLE "order_keys" (
    "order_id" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "wrapped" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "order_keys_pkey" PRIMARY KEY ("order_id")
);

-- CreateIndex
CREATE INDEX "order_keys_key_id_idx" ON "order_keys"("key_id");
