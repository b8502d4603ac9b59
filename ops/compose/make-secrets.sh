#!/bin/sh
# Makes the passwords of a Compose deployment, once, in the volume `secrets`: nobody has to choose one, and none is a default.
set -eu
cd "${1:-/secrets}"
# 32 random bytes in hexadecimal, so that URLs need no encoding.
random() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

if [ ! -e complete ]; then
  postgres=$(random)
  redis=$(random)
  printf '%s' "$postgres" > postgres-password
  printf 'postgres://hourglass:%s@postgres:5432/hourglass' "$postgres" > database-url
  printf '%s' "$redis" > redis-password
  printf 'requirepass %s\n' "$redis" > valkey.conf
  printf 'redis://:%s@redis:6379' "$redis" > redis-url
  random > storefront-key
  # Each service reads the volume as a user of its own.
  chmod 0444 ./*
  touch complete
fi
