-- A partition that is analyzed while it has few rows tells the planner that all indexes cost the same. Statements keep that plan and
-- scan whole indexes once the partition has grown, up to a minute until the next analysis. A partition that was never analyzed counts
-- as ten pages, for which the plan is right; so partitions are analyzed only once they have grown.
CREATE OR REPLACE FUNCTION ensure_partitions(for_sale integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  sales_per_partition CONSTANT integer := 256;
  small_rows CONSTANT integer := 5000;
  block integer := for_sale / sales_per_partition;
  parent text;
  part text;
BEGIN
  FOREACH parent IN ARRAY ARRAY['items', 'buyers', 'buyer_items', 'orders', 'order_lines', 'holds', 'attempts'] LOOP
    part := format('%s_%s', parent, block);
    CONTINUE WHEN to_regclass(part) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, parent);
    EXECUTE format('ALTER TABLE %I SET (autovacuum_analyze_threshold = %s, autovacuum_vacuum_threshold = %s, autovacuum_vacuum_insert_threshold = %s)',
      part, small_rows, small_rows, small_rows);
    -- Room on the page for the rows that change, so that an update need not touch the index.
    IF parent IN ('items', 'buyers', 'buyer_items') THEN
      EXECUTE format('ALTER TABLE %I SET (fillfactor = 70)', part);
    END IF;
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
      parent, part, block * sales_per_partition, (block + 1) * sales_per_partition);
  END LOOP;
END $$;
--> statement-breakpoint
DO $$
DECLARE
  part regclass;
BEGIN
  FOR part IN
    SELECT inhrelid FROM pg_inherits
    WHERE inhparent IN ('items'::regclass, 'buyers'::regclass, 'buyer_items'::regclass, 'orders'::regclass,
      'order_lines'::regclass, 'holds'::regclass, 'attempts'::regclass)
  LOOP
    EXECUTE format('ALTER TABLE %s SET (autovacuum_analyze_threshold = 5000, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = 5000)', part);
  END LOOP;
END $$;
