import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // Only the prisma command line reads this; the server takes its address from src/config.ts.
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost:5432/slipway' },
});
