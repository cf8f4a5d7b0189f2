-- Nearly every parcel has been told everything: only the others are looked for, ten times a second.
DROP INDEX "simulated_shipments_next_tell_at_idx";
CREATE INDEX "simulated_shipments_untold_idx" ON "simulated_shipments"("next_tell_at") WHERE "next_tell_at" IS NOT NULL;
