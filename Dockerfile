# medkit-bench itself, to measure containers beside it through the engine's socket: see docs/container.md.
# Built by `node tools/image/build-image.js`, which installs the packed packages into the folder `app` of the context:
# nothing is fetched while the image is built.
ARG BASE=node:20.20-bookworm-slim
FROM ${BASE}

COPY app /opt/medkit-bench
ENV PATH=/opt/medkit-bench/node_modules/.bin:$PATH
# Reports and baselines go where the caller's folder is mounted.
WORKDIR /work
ENTRYPOINT ["medkit-bench"]
CMD ["--help"]
