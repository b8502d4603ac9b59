-- Accounts of shoppers and operators. better-auth writes accounts, their sessions, identities, codes and passkeys; the names are ours.

-- The id is the account's user id in the ledger. Deleting a row leaves the ledger as it is: the id is then a pseudonym.
CREATE TABLE accounts (
  id             text        COLLATE "C" PRIMARY KEY CONSTRAINT accounts_id_is_a_user_id CHECK (id ~ '^account:[0-9a-f-]{36}$'),
  name           text        NOT NULL CONSTRAINT accounts_name_length CHECK (char_length(name) <= 200),
  email          text        NOT NULL CONSTRAINT accounts_email_is_unique UNIQUE
    CONSTRAINT accounts_email_is_normalized CHECK (email = lower(email) AND char_length(email) <= 320),
  email_verified boolean     NOT NULL,
  image          text,
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now(),
  -- Whether the history of an item that it owns shows its name.
  shows_name     boolean     NOT NULL DEFAULT false
);
--> statement-breakpoint

CREATE TABLE account_sessions (
  id         text        PRIMARY KEY,
  token      text        NOT NULL CONSTRAINT account_sessions_token_is_unique UNIQUE,
  account_id text        COLLATE "C" NOT NULL REFERENCES accounts ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  ip_address text,
  user_agent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
CREATE INDEX account_sessions_of_account ON account_sessions (account_id);
--> statement-breakpoint
CREATE INDEX account_sessions_by_expiry ON account_sessions (expires_at);
--> statement-breakpoint

-- How an account signs in through an OpenID Connect issuer: `subject` is its id there.
CREATE TABLE account_identities (
  id                       text        PRIMARY KEY,
  account_id               text        COLLATE "C" NOT NULL REFERENCES accounts ON DELETE CASCADE,
  issuer                   text        NOT NULL,
  subject                  text        NOT NULL,
  access_token             text,
  refresh_token            text,
  id_token                 text,
  access_token_expires_at  timestamptz,
  refresh_token_expires_at timestamptz,
  scope                    text,
  password                 text        CONSTRAINT account_identities_have_no_password CHECK (password IS NULL),
  created_at               timestamptz NOT NULL DEFAULT now(),
  updated_at               timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT account_identities_belong_to_one_account UNIQUE (issuer, subject)
);
--> statement-breakpoint
CREATE INDEX account_identities_of_account ON account_identities (account_id);
--> statement-breakpoint

-- Pending sign-ins: hashed codes, challenges of passkeys, state of an OpenID Connect redirect.
CREATE TABLE account_verifications (
  id         text        PRIMARY KEY,
  identifier text        NOT NULL,
  value      text        NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
CREATE INDEX account_verifications_by_identifier ON account_verifications (identifier);
--> statement-breakpoint
CREATE INDEX account_verifications_by_expiry ON account_verifications (expires_at);
--> statement-breakpoint

CREATE TABLE account_passkeys (
  id            text        PRIMARY KEY,
  account_id    text        COLLATE "C" NOT NULL REFERENCES accounts ON DELETE CASCADE,
  name          text,
  public_key    text        NOT NULL,
  credential_id text        NOT NULL CONSTRAINT account_passkeys_credential_is_unique UNIQUE,
  counter       bigint      NOT NULL,
  device_type   text        NOT NULL,
  backed_up     boolean     NOT NULL,
  transports    text,
  aaguid        text,
  created_at    timestamptz DEFAULT now()
);
--> statement-breakpoint
CREATE INDEX account_passkeys_of_account ON account_passkeys (account_id);
--> statement-breakpoint

-- Guests whose browser signed in: their orders and holds are shown to the account and usable by it, but stay the guest's in the ledger.
CREATE TABLE account_guests (
  guest_id   text        COLLATE "C" PRIMARY KEY CONSTRAINT account_guests_are_guests CHECK (guest_id LIKE 'guest:%'),
  account_id text        COLLATE "C" NOT NULL REFERENCES accounts ON DELETE CASCADE,
  linked_at  timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
CREATE INDEX account_guests_of_account ON account_guests (account_id);
--> statement-breakpoint

-- Deleted accounts that have bought in a sale that is still open. A new account with the same e-mail address gets the same id again, so that deleting an account frees no limit. `email_digest`: HMAC-SHA-256 of the address. A row is deleted when those sales are over.
CREATE TABLE deleted_accounts (
  email_digest bytea       PRIMARY KEY CONSTRAINT deleted_accounts_digest_is_sha_256 CHECK (length(email_digest) = 32),
  account_id   text        COLLATE "C" NOT NULL,
  deleted_at   timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint

-- Who may use the console, by the verified e-mail address of their account.
CREATE TABLE operators (
  email      text        PRIMARY KEY CONSTRAINT operators_email_is_normalized CHECK (email = lower(email) AND char_length(email) <= 320),
  role       text        NOT NULL CONSTRAINT operators_role_known CHECK (role IN ('viewer', 'operator', 'owner')),
  created_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint

-- Mail that the relay sends, at least once. Recipient and content are erased when it is sent, refused or too old; the row stays for a
-- while, for the figures. `mailbox`: for the development mailbox, not sent.
CREATE TABLE mails (
  id              uuid        PRIMARY KEY,
  kind            text        NOT NULL,
  transport       text        NOT NULL CONSTRAINT mails_transport_known CHECK (transport IN ('smtp', 'mailbox')),
  status          text        NOT NULL DEFAULT 'pending' CONSTRAINT mails_status_known CHECK (status IN ('pending', 'sent', 'refused', 'expired')),
  -- A second mail under the same key is not queued.
  dedupe_key      text        CONSTRAINT mails_dedupe_key_is_unique UNIQUE,
  recipient       text,
  subject         text,
  text            text,
  html            text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  -- Not sent after this time.
  expires_at      timestamptz NOT NULL,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  attempts        integer     NOT NULL DEFAULT 0,
  -- Why the last attempt failed: the reply code of the mail server or the kind of network error. Never its text, which may quote the address.
  error           text,
  updated_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT mails_pending_have_content CHECK (status <> 'pending' OR (recipient IS NOT NULL AND subject IS NOT NULL AND text IS NOT NULL AND html IS NOT NULL))
);
--> statement-breakpoint
CREATE INDEX mails_due ON mails (next_attempt_at) WHERE status = 'pending';
--> statement-breakpoint
CREATE INDEX mails_by_age ON mails (updated_at) WHERE status <> 'pending';
--> statement-breakpoint

-- Signs the cookies of account sessions and the digests of deleted accounts.
INSERT INTO secrets (name, value) VALUES ('accounts', sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea));
--> statement-breakpoint

-- Whether guests may buy in a sale. Sales that exist allow them, and so do those that an older server makes.
ALTER TABLE sales ADD COLUMN guests text NOT NULL DEFAULT 'allowed' CONSTRAINT sales_guests_known CHECK (guests IN ('allowed', 'refused'));
