"""Figures for monitoring (监控指标): how many requests, how fast, by route.

A route is named by its template, so that no number, code or token is in a figure (I3).
"""

import time
from collections.abc import Iterable
from datetime import date
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.calendar_end import days_left
from domain.policy import Policy

_BUCKETS: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_NO_ROUTE: Final = "none"
_METHODS: Final = frozenset({"GET", "POST", "OPTIONS"})


class Figures:
    """The figures of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "redress_http_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "redress_http_seconds",
            "Time from request to answer.",
            ("method", "route"),
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self._days_left = Gauge(
            "redress_calendar_days_left",
            "Days that a calendar of the newest packs still covers; below 0 once it has ended.",
            ("calendar",),
            registry=self.registry,
        )

    def note(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Note one request."""
        method = method if method in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def note_calendars(self, policies: Iterable[Policy], *, on: date) -> None:
        """Note how long the calendars of these policies are covered, as of the day `on`; the shortest of a name."""
        left: dict[str, int] = {}
        for policy in policies:
            name, days = policy.calendar.calendar, days_left(policy.calendar, on=on)
            left[name] = min(days, left.get(name, days))
        self._days_left.clear()
        for name, days in left.items():
            self._days_left.labels(name).set(days)


class Metering:
    """Middleware that notes each request."""

    def __init__(self, app: ASGIApp, *, figures: Figures) -> None:
        self._app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, ended = time.perf_counter(), 500, None

        async def note_status(message: Message) -> None:
            nonlocal status, ended
            if message["type"] == "http.response.start":
                status = message["status"]
                # A stream has answered once it has begun.
                if Headers(raw=message["headers"]).get("content-type", "").startswith("text/event-stream"):
                    ended = time.perf_counter()
            await send(message)

        try:
            await self._app(scope, receive, note_status)
        finally:
            route = getattr(scope.get("route"), "path", _NO_ROUTE)
            seconds = (ended or time.perf_counter()) - began
            self._figures.note(method=scope["method"], route=route, status=status, seconds=seconds)
