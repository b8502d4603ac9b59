# The storefront, built with Next.js. The image contains the files that Next.js traced, and our server instead of the generated one.
#
# docker build -f ops/images/web.Dockerfile -t hourglass-web .

ARG NODE_IMAGE=node:26.10.0-slim
FROM $NODE_IMAGE AS build
WORKDIR /hourglass
ENV CI=true NEXT_TELEMETRY_DISABLED=1
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY apps/web/package.json apps/web/
COPY apps/server/package.json apps/server/
COPY packages/core/package.json packages/core/
COPY packages/db/package.json packages/db/
COPY packages/stack/package.json packages/stack/
COPY packages/telemetry/package.json packages/telemetry/
# With development dependencies: Next.js needs TypeScript to build.
RUN --mount=type=cache,target=/pnpm-store \
    npm exec --yes --package="$(node -p "require('./package.json').packageManager")" -- \
    pnpm install --frozen-lockfile --pm-on-fail=ignore --store-dir=/pnpm-store \
    --filter hourglass --filter '@hourglass/web...'
COPY tsconfig.base.json ./
COPY packages packages
COPY apps apps
RUN cd apps/web && NEXT_OUTPUT=standalone node node_modules/next/dist/bin/next build

FROM $NODE_IMAGE
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
WORKDIR /hourglass
COPY --from=build /hourglass/apps/web/.next/standalone ./
COPY --from=build /hourglass/apps/web/.next/static apps/web/.next/static
COPY apps/web/src/server apps/web/src/server
# The user `node`, by number: Kubernetes cannot verify runAsNonRoot for a name.
USER 1000:1000
WORKDIR /hourglass/apps/web
EXPOSE 3000
CMD ["node", "src/server/main.ts", "--hostname", "0.0.0.0", "--port", "3000"]
