# The server of one station. The compiler and what it needs stay behind in the first stage.
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY server/package.json server/
COPY miniprogram/package.json miniprogram/
RUN npm ci -w server -w shared --include-workspace-root
COPY tsconfig.json ./
COPY scripts scripts
COPY shared shared
COPY server server
RUN node -e "import('./scripts/setup/build.mjs').then(({ build }) => build())"

FROM node:22-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY server/package.json server/
COPY miniprogram/package.json miniprogram/
RUN npm ci --omit=dev -w server -w shared --include-workspace-root=false

FROM node:22-slim
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps PLATFORM=live
WORKDIR /app
COPY --from=packages /app ./
COPY --from=build /app/dist dist
RUN mkdir data && chown node:node data
USER node
VOLUME /app/data
EXPOSE 3000
CMD ["node", "dist/server/main.js", "all"]
