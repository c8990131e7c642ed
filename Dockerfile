# The image of the service: web, worker, beat and migrations differ in their command only (see compose.yaml).
FROM python:3.11-slim-bookworm AS build
RUN pip install --no-cache-dir uv==0.13.9 && python -m venv --without-pip /opt/casework
ENV PATH=/opt/casework/bin:$PATH VIRTUAL_ENV=/opt/casework
WORKDIR /app
COPY requirements.txt build-constraints.txt ./
RUN uv pip install --no-cache -r requirements.txt --build-constraints build-constraints.txt
COPY . .
RUN for text in casework/locale/*/LC_MESSAGES/django.po; do \
        [ ! -e "$text" ] || pybabel compile --input-file "$text" --output-file "${text%.po}.mo" || exit 1; \
    done
# Collecting files connects to nothing; the values only let the settings load as they will in production.
RUN DEBUG=false SECRET_KEY=unused ALLOWED_HOSTS=unused DATABASE_URL=postgres://unused REDIS_URL=redis://unused \
    python manage.py collectstatic --noinput && python -m compileall -q casework config

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin casework \
    && install -d -o casework -g casework -m 700 /attachments
COPY --from=build /opt/casework /opt/casework
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/casework/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DEBUG=false MEDIA_ROOT=/attachments
USER casework
VOLUME /attachments
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s CMD ["python", "-m", "config.probe"]
CMD ["gunicorn", "--config", "config/gunicorn_conf.py", "--bind", "0.0.0.0:8000"]
