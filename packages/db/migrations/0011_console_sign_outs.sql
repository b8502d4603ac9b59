-- Cookies of the console that were signed out before their time, by SHA-256 of their MAC. Whoever has a copy is out with it.
CREATE TABLE console_sign_outs (
  cookie bytea       PRIMARY KEY CONSTRAINT console_sign_outs_cookie_is_sha_256 CHECK (length(cookie) = 32),
  -- When the cookie would have ended by itself: from then on it need not be known.
  until  timestamptz NOT NULL
);
