-- By what else orders are listed: a row for each value that an order has of it.
CREATE TABLE "order_terms" (
    "term" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "order_id" TEXT NOT NULL,

    CONSTRAINT "order_terms_pkey" PRIMARY KEY ("term","created_at","order_id")
);

-- 16 bytes, however long tenant, name and value are. The lengths keep apart what would read the same when it stands together.
CREATE FUNCTION "order_term"("tenant" TEXT, "name" TEXT, "value" TEXT) RETURNS UUID LANGUAGE sql STABLE PARALLEL SAFE
RETURN encode(substr(sha256(convert_to(concat(length("tenant"), ':', "tenant", length("name"), ':', "name", "value"), 'UTF8')), 1, 16), 'hex')::uuid;

-- Rows that were changed by hand may hold anything; they have no terms of what is no list and no object.
CREATE FUNCTION "order_terms_of"("tenant" TEXT, "order_number" TEXT, "items" JSON, "metadata" JSON) RETURNS SETOF UUID
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT order_term("tenant", 'orderNumber', "order_number")
  UNION SELECT order_term("tenant", 'sku', line ->> 'sku')
    FROM json_array_elements(CASE json_typeof("items") WHEN 'array' THEN "items" END) line WHERE line ->> 'sku' IS NOT NULL
  UNION SELECT order_term("tenant", 'metadata.' || key, value)
    FROM json_each_text(CASE json_typeof("metadata") WHEN 'object' THEN "metadata" END) WHERE value IS NOT NULL;
END;

-- By triggers, so that whoever writes an order writes its terms: processes of the version before, too, which know of none.
CREATE FUNCTION "write_order_terms"() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM order_terms WHERE order_id = OLD.id AND created_at = OLD.created_at AND term IN (
      SELECT order_terms_of(OLD.tenant, OLD.order_number, OLD.items, OLD.metadata)
      EXCEPT SELECT order_terms_of(NEW.tenant, NEW.order_number, NEW.items, NEW.metadata)
    );
  END IF;
  INSERT INTO order_terms (term, created_at, order_id)
  SELECT term, NEW.created_at, NEW.id FROM order_terms_of(NEW.tenant, NEW.order_number, NEW.items, NEW.metadata) term
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER "order_terms_of_new" AFTER INSERT ON "orders" FOR EACH ROW EXECUTE FUNCTION "write_order_terms"();
CREATE TRIGGER "order_terms_of_changed" AFTER UPDATE OF "items", "metadata" ON "orders" FOR EACH ROW
WHEN (OLD.items::text IS DISTINCT FROM NEW.items::text OR OLD.metadata::text IS DISTINCT FROM NEW.metadata::text)
EXECUTE FUNCTION "write_order_terms"();
