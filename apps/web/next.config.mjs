import { join } from 'node:path'

const workspace = join(import.meta.dirname, '..', '..')

/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // The page cache compresses.
  compress: false,
  // Pages are sent whole, so their metadata belongs into the head for everybody.
  htmlLimitedBots: /.*/,
  // The API draws the pictures; nothing is to be made smaller.
  images: { unoptimized: true },
  // TypeScript as it stands.
  transpilePackages: ['@hourglass/core'],
  // They draw share pictures; one of them is native code.
  serverExternalPackages: ['satori', 'sharp'],
  // `standalone` in the image: a copy of the files that the server needs.
  output: process.env.NEXT_OUTPUT,
  // `pnpm check` checks the types. Again in the build, they would take 12 s of every first `npm start`.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: workspace },
  outputFileTracingRoot: workspace,
}
