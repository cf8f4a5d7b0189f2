-- AlterTable
ALTER TABLE "orders" ADD COLUMN "holds" JSON,
ADD COLUMN "hand_over_after" TIMESTAMPTZ(3);
