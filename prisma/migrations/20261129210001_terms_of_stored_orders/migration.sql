-- Apart from the migration before, which holds up whoever writes orders until it ends: this one holds up nobody.
INSERT INTO "order_terms" ("term", "created_at", "order_id")
SELECT term, o.created_at, o.id FROM "orders" o, order_terms_of(o.tenant, o.order_number, o.items, o.metadata) term
ORDER BY term, o.created_at, o.id
ON CONFLICT DO NOTHING;
