import { join } from 'node:path'
import type { NextConfig } from 'next'

const workspace = join(import.meta.dirname, '..', '..')

export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // The API draws the pictures; nothing is to be made smaller.
  images: { unoptimized: true },
  // TypeScript as it stands.
  transpilePackages: ['@hourglass/core'],
  turbopack: { root: workspace },
  outputFileTracingRoot: workspace,
} satisfies NextConfig
