import { join } from 'node:path'

const workspace = join(import.meta.dirname, '..', '..')

/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // The API draws the pictures; nothing is to be made smaller.
  images: { unoptimized: true },
  // TypeScript as it stands.
  transpilePackages: ['@hourglass/core'],
  turbopack: { root: workspace },
  outputFileTracingRoot: workspace,
}
