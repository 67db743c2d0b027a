import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const config: NextConfig = {
  // `npm test` runs tsc itself.
  typescript: { ignoreBuildErrors: true },
  // Another folder for a build beside a running site.
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  poweredByHeader: false,
  // Small on the wire without a proxy in front; what many ask for is packed once (server/http/page-cache.ts).
  compress: true,
  serverExternalPackages: [
    '@node-rs/argon2',
    '@platformatic/kafka',
    'pg',
    'ioredis',
    'pino',
    '@prisma/client',
  ],
  experimental: { optimizePackageImports: ['radix-ui', 'lucide-react'] },
};

export default createNextIntlPlugin('./i18n/request.ts')(config);
