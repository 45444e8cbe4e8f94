# Two stages: the first installs and compiles, the second carries only what runs. Every package is a wheel: no compiler is needed.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --require-hashes -r requirements.txt
COPY manage.py ./
COPY tenants tenants
COPY accounts accounts
COPY meters meters
COPY billing billing
COPY portal portal
COPY templates templates
COPY static static
COPY locale locale
# A key of this layer only, so that the settings load; the running portal gets its own.
RUN SECRET_KEY=build DATABASE_URL=sqlite://:memory: /venv/bin/python manage.py compile_messages \
    && SECRET_KEY=build DATABASE_URL=sqlite://:memory: /venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /venv/bin/python -m compileall -q /app /venv

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DOCUMENTS_DIR=/documents WEB_CONCURRENCY=3
RUN useradd --system --uid 10001 --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin portal \
    && mkdir /documents && chown portal /documents
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER 10001
VOLUME /documents
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
# Workers: cores + 1 (WEB_CONCURRENCY). The control socket would want a home folder, which this user does not have.
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--no-control-socket", "--max-requests", "20000", "--max-requests-jitter", "2000"]
