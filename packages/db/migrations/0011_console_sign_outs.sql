-- Console cookies that were signed out before they expired, by SHA-256 of their MAC. Copies are invalid too.
CREATE TABLE console_sign_outs (
  cookie bytea       PRIMARY KEY CONSTRAINT console_sign_outs_cookie_is_sha_256 CHECK (length(cookie) = 32),
  -- When the cookie expires; the row can be deleted then.
  until  timestamptz NOT NULL
);
