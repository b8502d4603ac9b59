-- The edition of the catalogue that a sale's names, prices and pictures follow. Sales that exist keep the first one, and so do those that an
-- older server schedules beside newer ones.
ALTER TABLE sales ADD COLUMN edition smallint NOT NULL DEFAULT 1 CONSTRAINT sales_edition_is_positive CHECK (edition > 0);
