# The storefront, built with Next.js.
#
# docker build -f ops/images/web.Dockerfile -t hourglass-web .

FROM node:26-slim AS manifests
WORKDIR /hourglass
ENV CI=true NEXT_TELEMETRY_DISABLED=1
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY apps/web/package.json apps/web/
COPY apps/server/package.json apps/server/
COPY packages/core/package.json packages/core/
COPY packages/db/package.json packages/db/
COPY packages/stack/package.json packages/stack/
COPY packages/telemetry/package.json packages/telemetry/

# Build dependencies: the server's types and the workspace's tools, including TypeScript.
FROM manifests AS build
RUN --mount=type=cache,target=/pnpm-store \
    npm exec --yes --package="$(node -p "require('./package.json').packageManager")" -- \
    pnpm install --frozen-lockfile --pm-on-fail=ignore --store-dir=/pnpm-store \
    --filter hourglass --filter '@hourglass/web...'
COPY tsconfig.base.json ./
COPY packages packages
COPY apps apps
RUN cd apps/web && node node_modules/next/dist/bin/next build && rm -rf .next/cache

FROM manifests AS install
RUN --mount=type=cache,target=/pnpm-store \
    npm exec --yes --package="$(node -p "require('./package.json').packageManager")" -- \
    pnpm install --frozen-lockfile --pm-on-fail=ignore --prod --store-dir=/pnpm-store \
    --filter-prod '@hourglass/web...'

FROM node:26-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
WORKDIR /hourglass
COPY --from=install /hourglass ./
COPY packages/core packages/core
COPY apps/web apps/web
# Next.js writes its render cache into the build directory.
COPY --from=build --chown=node:node /hourglass/apps/web/.next apps/web/.next
# The user `node`, by number: Kubernetes cannot verify runAsNonRoot for a name.
USER 1000:1000
WORKDIR /hourglass/apps/web
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --start-interval=1s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/icon.svg').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/server/main.ts", "--hostname", "0.0.0.0", "--port", "3000"]
