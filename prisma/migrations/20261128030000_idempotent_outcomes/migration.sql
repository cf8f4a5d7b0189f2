-- What a key is kept with is the outcome in terms of orders, no longer an answer of HTTP.
ALTER TABLE "kept_answers" RENAME TO "idempotent_outcomes";
ALTER TABLE "idempotent_outcomes" RENAME CONSTRAINT "kept_answers_pkey" TO "idempotent_outcomes_pkey";
ALTER TABLE "idempotent_outcomes" RENAME CONSTRAINT "kept_answers_order_id_fkey" TO "idempotent_outcomes_order_id_fkey";
ALTER INDEX "kept_answers_order_id_idx" RENAME TO "idempotent_outcomes_order_id_idx";

-- Keys from before hold: a 2xx had the order as its body, a 409 the problem, whose type ends in the error's code.
ALTER TABLE "idempotent_outcomes" ADD COLUMN "outcome" JSON;
UPDATE "idempotent_outcomes" SET "outcome" = CASE
  WHEN "status" < 300 THEN json_build_object('kind', 'done', 'order', "body")
  ELSE json_build_object(
    'kind', 'refused',
    'code', upper(replace(split_part("body"->>'type', ':', 4), '-', '_')),
    'message', "body"->>'detail',
    'faults', coalesce("body"->'errors', '[]'::json)
  )
END;
ALTER TABLE "idempotent_outcomes" ALTER COLUMN "outcome" SET NOT NULL, DROP COLUMN "status", DROP COLUMN "body";
