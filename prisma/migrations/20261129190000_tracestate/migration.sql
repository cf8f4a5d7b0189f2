-- AlterTable
ALTER TABLE "order_events" ADD COLUMN     "tracestate" TEXT;
