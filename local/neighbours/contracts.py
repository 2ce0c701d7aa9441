"""The contracts that Redress has with its neighbours, as OpenAPI: what a deployment's own systems have to answer.

Write them anew after a change: `python -m local.neighbours.contracts docs/neighbours`.
"""

import json
import sys
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI

from local.neighbours import escrow, news, orders, payment_routes, sms, work_orders
from local.neighbours.problems import ProblemDocument

_TITLES = {
    "payments": "Payments and vouchers, as Redress asks for them",
    "work-orders": "Work orders, as Redress asks for them",
    "records": "Business records, as Redress reads them",
    "sms": "Short messages, as Redress sends them",
}
_ROUTERS: dict[str, tuple[APIRouter, ...]] = {
    "payments": (payment_routes.payments, payment_routes.vouchers, escrow.router),
    "work-orders": (work_orders.router,),
    "records": (orders.router,),
    "sms": (sms.router,),
}
_NEWS = {"payments": news.payment_news, "work-orders": news.work_order_news}


def contract_names() -> list[str]:
    """Name every contract."""
    return list(_TITLES)


def contract(*, name: str) -> dict[str, Any]:
    """Give one contract as an OpenAPI document."""
    app = FastAPI(title=_TITLES[name], version="1", description="See neighbours.md beside this folder.")
    for router in _ROUTERS[name]:
        app.include_router(router)
    if name in _NEWS:
        app.webhooks.include_router(_NEWS[name])
    document = app.openapi()
    # The routes refer to it only by name: FastAPI would give a model another media type than a problem's.
    document["components"]["schemas"]["ProblemDocument"] = ProblemDocument.model_json_schema()
    return document


def contract_text(*, name: str) -> str:
    """Give one contract as it stands in `docs/neighbours/{name}.openapi.json`."""
    return json.dumps(contract(name=name), ensure_ascii=False, indent=2) + "\n"


def write_contracts(*, folder: Path) -> None:
    """Write every contract into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in contract_names():
        (folder / f"{name}.openapi.json").write_text(contract_text(name=name), encoding="utf-8")


if __name__ == "__main__":
    write_contracts(folder=Path(sys.argv[1]))
