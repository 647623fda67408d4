# Deskbell for a server: the wheel is built in one stage and runs as an ordinary user in the next.
FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /build && /build/bin/pip install --no-cache-dir hatchling \
    && /build/bin/pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
    && python -m venv /opt/deskbell \
    && /opt/deskbell/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
    && /opt/deskbell/bin/pip install --no-cache-dir --no-deps /wheels/deskbell-*.whl

FROM python:3.13-slim
RUN useradd --system --create-home --home-dir /var/lib/deskbell --uid 10001 deskbell \
    && install -d -o deskbell -g deskbell -m 0700 /var/lib/deskbell/data
COPY --from=build /opt/deskbell /opt/deskbell
ENV PATH=/opt/deskbell/bin:$PATH PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000 DATA=/var/lib/deskbell/data LOG_FORMAT=json
USER deskbell
VOLUME /var/lib/deskbell/data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/ready', timeout=2)"]
CMD ["deskbell", "serve"]
