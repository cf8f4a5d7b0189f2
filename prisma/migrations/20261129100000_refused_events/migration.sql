-- An event that the stream refuses for its size holds up the events of its own order, and no others.
ALTER TABLE "outbox" ADD COLUMN "refused_at" TIMESTAMPTZ(3);

-- What the schema language cannot say: next to nothing is in it, however many events wait.
CREATE INDEX "outbox_refused_idx" ON "outbox"("order_id") WHERE "sent_at" IS NULL AND "refused_at" IS NOT NULL;
