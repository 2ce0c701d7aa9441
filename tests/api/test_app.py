"""How the app is built."""

import inspect
from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from tests.api.house import House


def dependencies(dependant: Dependant) -> Iterator[Dependant]:
    for inner in dependant.dependencies:
        yield inner
        yield from dependencies(inner)


class TestRoutes:
    def test_hop_to_no_thread(self, house: House) -> None:
        routes = [context.original_route for context in iter_route_contexts(house.app.routes)]
        calls = {
            inner.call
            for route in routes
            if isinstance(route, APIRoute)
            for inner in (route.dependant, *dependencies(route.dependant))
        }

        assert len(calls) > 30
        assert [call for call in calls if not inspect.iscoroutinefunction(call)] == []
