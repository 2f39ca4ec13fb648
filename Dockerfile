# hitless with node and kubectl: for `hitless run --in-cluster`, and with the servers of scenarios/ for trying it.
#
#   docker build -t registry.example/hitless:0.1.0 .
#
# KUBECTL should be within one minor version of the cluster (kubernetes.io/releases/version-skew-policy).
ARG NODE=node:22-bookworm-slim
ARG KUBECTL=registry.k8s.io/kubectl:v1.33.4

FROM ${KUBECTL} AS kubectl

FROM ${NODE} AS build
WORKDIR /hitless
COPY package.json package-lock.json tsconfig.json tsconfig.build.json rolldown.config.ts ./
RUN npm ci --no-audit --no-fund
COPY src src
RUN npm run build && npm prune --omit=dev --no-audit --no-fund
# For `grpc` traffic, of which it is an optional peer.
RUN npm install --no-save --omit=dev --no-audit --no-fund @grpc/grpc-js@1

FROM ${NODE}
COPY --from=kubectl /bin/kubectl /usr/local/bin/kubectl
WORKDIR /hitless
COPY --from=build /hitless/package.json package.json
COPY --from=build /hitless/node_modules node_modules
COPY --from=build /hitless/dist dist
COPY scenarios scenarios
USER node
ENTRYPOINT ["node", "/hitless/dist/cli/main.js"]
