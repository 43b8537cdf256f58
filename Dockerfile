FROM node:24-slim AS install
WORKDIR /app
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma ./prisma
COPY scripts/generate.ts scripts/build-graphiql.ts ./scripts/
# Pruning alone leaves Prisma's command line and TypeScript, which the client names as optional peers. Node is in the image.
RUN npm ci && npm prune --omit=dev && npm uninstall --omit=dev --ignore-scripts prisma typescript && \
  rm -rf node_modules/node node_modules/.bin/node

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 SLIPWAY_DATA_DIR=/data
WORKDIR /app
COPY --from=install /app ./
COPY src ./src
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "-e", "fetch('http://127.0.0.1:4000/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1 and gets SIGTERM; Slipway drains and exits within 10 s.
# Without the limit, bursts let the space of young objects grow to 128 MiB, which stay.
CMD ["node", "--max-semi-space-size=8", "src/main.ts"]
