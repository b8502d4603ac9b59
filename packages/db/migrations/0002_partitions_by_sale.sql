-- One partition per table for every 256 sales (ten days of hourly sales): few enough to keep planning cheap after years, small
-- enough to detach and archive. Partitions are attached, not created in place, because ATTACH does not block the running sale.

CREATE FUNCTION ensure_partitions(for_sale integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  sales_per_partition CONSTANT integer := 256;
  block integer := for_sale / sales_per_partition;
  parent text;
  part text;
BEGIN
  FOREACH parent IN ARRAY ARRAY['items', 'buyers', 'orders', 'order_lines', 'holds', 'attempts'] LOOP
    part := format('%s_%s', parent, block);
    CONTINUE WHEN to_regclass(part) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, parent);
    -- Room on the page for the rows that change, so that an update need not touch the index.
    IF parent IN ('items', 'buyers') THEN
      EXECUTE format('ALTER TABLE %I SET (fillfactor = 70)', part);
    END IF;
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
      parent, part, block * sales_per_partition, (block + 1) * sales_per_partition);
  END LOOP;
END $$;
--> statement-breakpoint
SELECT ensure_partitions(0);
