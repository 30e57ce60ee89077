# The application on one base image: front-end files baked in, static files collected, no root at run time.
# Other machines' package indexes: the usual PIP_INDEX_URL and NPM_CONFIG_REGISTRY build arguments.

FROM node:24-slim AS assets
ARG NPM_CONFIG_REGISTRY
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev --no-update-notifier

FROM python:3.11-slim
ARG PIP_INDEX_URL
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
RUN useradd --system --create-home --uid 10001 gaoxin \
 && install -d -o gaoxin -g gaoxin -m 700 /data
WORKDIR /app
COPY requirements.lock ./
RUN pip install --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
COPY . .
RUN --mount=type=bind,from=assets,source=/build/node_modules,target=/app/node_modules python tools/vendor_assets.py
RUN SECRET_KEY=only-for-the-build DATA_DIR=/tmp/build python manage.py collectstatic --no-input --verbosity 0 \
 && rm -rf /tmp/build \
 && python -m compileall -q .
ENV DATA_DIR=/data
VOLUME /data
USER gaoxin
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s CMD ["python", "deploy/healthy.py"]
CMD ["gunicorn", "gaoxin_crm.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "8", "--timeout", "60", "--graceful-timeout", "20", "--no-control-socket"]
