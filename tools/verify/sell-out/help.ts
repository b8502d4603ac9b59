export const HELP = `pnpm verify crowd sell-out [options]
pnpm verify crowd mixed [options]

Starts PostgreSQL, Redis and servers, sends a crowd until everything is sold, and compares what the crowd was told with
what the ledger and the gate have. Exits with 1 if any promise was broken.

sell-out buys the hourly sale by codes. mixed buys it and a merchant sale with larger stocks at once: by codes, from carts,
by reservations that are confirmed, canceled or left to expire, by orders that are decided later, of which the step
refuses one in seven, and with requests that are sent twice.

  --servers 2        server processes on one database
  --items 10000      items of the hourly sale; 2000 in mixed
  --merchant-items 40   (mixed) items of the merchant sale
  --limit 10         units a buyer may have of the hourly sale
  --buyers 2000      buyers; 1000 in mixed
  --tries 15000      times they try to buy; 6000 in mixed; then they go on until nothing is left
  --connections 64   requests under way at once
  --seed 1           decides who does what
  --rounds 5         (sell-out) rounds of one second for the ratio of checkouts to /livez; 0 leaves it out
  --kill-server 2    kill -9 a server every so many seconds and start it again
  --kill-redis 2     kill -9 Redis every so many seconds and start it again, empty
  --journal FILE     write every request and answer, one line of JSON each; on failure it is written in any case

DATABASE_URL and REDIS_URL, both, name an empty database and an empty Redis to use instead of starting them.
HOURGLASS_REDIS=native or wasm chooses the Redis that is started.`
