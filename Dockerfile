# One image for every part: `docker run redress api`, `… worker`, `… database upgrade`.
FROM python:3.12-slim AS build
WORKDIR /source
COPY requirements.lock ./
RUN python -m venv /opt/redress \
    && /opt/redress/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY . .
RUN /opt/redress/bin/python -m web.build
RUN /opt/redress/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
RUN useradd --system --uid 10001 redress && install --directory --owner redress /blobs
COPY --from=build /opt/redress /opt/redress
ENV PATH=/opt/redress/bin:$PATH PYTHONUNBUFFERED=1
USER redress
WORKDIR /srv
ENTRYPOINT ["redress"]
CMD ["--help"]
