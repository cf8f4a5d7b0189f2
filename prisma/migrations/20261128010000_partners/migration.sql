-- The simulated partners are a process of their own, with a schema of their own (partners/migrations). What they have written
-- goes with them; tables in which nothing is written go.
DO $$
BEGIN
  IF EXISTS (SELECT FROM "simulated_payments") OR EXISTS (SELECT FROM "simulated_shipments") THEN
    CREATE SCHEMA IF NOT EXISTS "partners";
    ALTER INDEX "simulated_payments_pkey" RENAME TO "payments_pkey";
    ALTER INDEX "simulated_payments_updated_at_idx" RENAME TO "payments_updated_at_idx";
    ALTER INDEX "simulated_payments_untold_idx" RENAME TO "payments_untold_idx";
    ALTER INDEX "simulated_refunds_pkey" RENAME TO "refunds_pkey";
    ALTER INDEX "simulated_shipments_pkey" RENAME TO "shipments_pkey";
    ALTER INDEX "simulated_shipments_untold_idx" RENAME TO "shipments_untold_idx";
    ALTER TABLE "simulated_payments" RENAME TO "payments";
    ALTER TABLE "simulated_refunds" RENAME TO "refunds";
    ALTER TABLE "simulated_shipments" RENAME TO "shipments";
    ALTER TABLE "payments" SET SCHEMA "partners";
    ALTER TABLE "refunds" SET SCHEMA "partners";
    ALTER TABLE "shipments" SET SCHEMA "partners";
  ELSE
    DROP TABLE "simulated_payments", "simulated_refunds", "simulated_shipments";
  END IF;
END $$;
