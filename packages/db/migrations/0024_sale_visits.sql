-- How many browsers have visited a sale. A table of its own: a batch of purchases locks the row of its sale, and a count must not wait for it.
CREATE TABLE sale_visits (
  sale_id integer PRIMARY KEY CONSTRAINT sale_visits_sale_id_fkey REFERENCES sales (id),
  visits  bigint  NOT NULL CONSTRAINT sale_visits_are_positive CHECK (visits > 0)
);
