-- Pictures that merchants uploaded. The files are in the picture store, under the id: the SHA-256 of the files themselves.
CREATE TABLE pictures (
  id         text        PRIMARY KEY CONSTRAINT pictures_id_is_a_hash CHECK (id ~ '^[0-9a-f]{64}$'),
  width      integer     NOT NULL CONSTRAINT pictures_width_is_positive CHECK (width > 0),
  height     integer     NOT NULL CONSTRAINT pictures_height_is_positive CHECK (height > 0),
  created_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
-- image_url, an address at any host, is no longer shown. Servers of the previous version still write it.
ALTER TABLE items
  ADD COLUMN description text CONSTRAINT items_description_length CHECK (char_length(description) BETWEEN 1 AND 5000),
  ADD COLUMN picture     text CONSTRAINT items_picture_is_a_hash CHECK (picture ~ '^[0-9a-f]{64}$');
