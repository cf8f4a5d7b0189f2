-- AlterTable
ALTER TABLE "orders" ADD COLUMN "payment_customer" TEXT,
ADD COLUMN "setup_future_usage" TEXT;
