# The API server, and the relay as another command. Node runs the TypeScript sources directly, so there is no build step. `pnpm deploy` does not work here: it puts
# the workspace's packages under node_modules, where Node does not run TypeScript.
#
# docker build -f ops/images/server.Dockerfile -t hourglass-server .

# The Node major version that package.json requires.
FROM node:26-slim AS install
WORKDIR /hourglass
ENV CI=true
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY apps/server/package.json apps/server/
COPY apps/relay/package.json apps/relay/
COPY packages/core/package.json packages/core/
COPY packages/db/package.json packages/db/
COPY packages/telemetry/package.json packages/telemetry/
RUN --mount=type=cache,target=/pnpm-store \
    npm exec --yes --package="$(node -p "require('./package.json').packageManager")" -- \
    pnpm install --frozen-lockfile --pm-on-fail=ignore --prod --no-optional --store-dir=/pnpm-store \
    --filter-prod '@hourglass/server...' --filter-prod '@hourglass/relay...'

FROM node:26-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /hourglass
COPY --from=install /hourglass ./
COPY packages/db packages/db
COPY packages/core packages/core
COPY packages/telemetry packages/telemetry
COPY apps/server apps/server
COPY apps/relay apps/relay
# The user `node`, by number: Kubernetes cannot verify runAsNonRoot for a name.
USER 1000:1000
WORKDIR /hourglass/apps/server
EXPOSE 8080
# Ready once the database is migrated and loaded; not ready while draining.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# SIGTERM drains the server within 8 seconds. The flag keeps its memory below 300 MB, see tools/apps.ts.
CMD ["node", "--max-semi-space-size=16", "src/main.ts"]
