-- AlterTable
ALTER TABLE "orders" ADD COLUMN "adjustments" JSON;
