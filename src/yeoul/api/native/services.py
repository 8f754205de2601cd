"""Routes of the services that answer questions: list, connect, change, remove and try them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from yeoul.api.dependencies import ServicesDep
from yeoul.api.fields import PathId
from yeoul.api.identity import ForAdmins
from yeoul.api.native import PREFIX
from yeoul.api.native import service_schemas as shapes

#: It asks ports of the server's machine, although it is read with GET.
NEARBY_PATH = f"{PREFIX}/services/nearby"

router = APIRouter(prefix=f"{PREFIX}/services", tags=["services"], route_class=ForAdmins)


@router.get("", response_model=shapes.ServiceList, summary="List the services")
async def list_services(services: ServicesDep) -> shapes.ServiceList:
    """List the services that answer questions. None of them is asked."""
    states = await services.states()
    return shapes.ServiceList(
        services=[shapes.Service.of(state) for state in states], locked=services.locked
    )


@router.post("", response_model=shapes.Service, status_code=201, summary="Connect a service")
async def connect(services: ServicesDep, body: shapes.ServiceRequest) -> shapes.Service:
    """Connect a service. Its models can be asked at once, and after a restart."""
    return shapes.Service.of(await services.add(body.to_domain()))


@router.post("/test", response_model=shapes.TestedService, summary="Test a service")
async def test(services: ServicesDep, body: shapes.ServiceToTest) -> shapes.TestedService:
    """Ask a service for its models. Nothing is kept."""
    return shapes.TestedService.of(await services.test(body.base_url, body.api_key))


@router.get("/nearby", response_model=shapes.FoundServices, summary="Look for services")
async def nearby(request: Request, services: ServicesDep) -> shapes.FoundServices:
    """Look for services on the usual ports of the server's machine."""
    _, own_port = request.scope.get("server") or (None, None)
    found = await services.nearby(own_port)
    return shapes.FoundServices(services=[shapes.FoundService.of(one) for one in found])


@router.patch("/{service_id}", response_model=shapes.Service, summary="Change a service")
async def change(
    services: ServicesDep, service_id: PathId, body: shapes.ServicePatch
) -> shapes.Service:
    """Change a service. Answers that it is giving end as they began.

    A new key or address is tried before it is kept.
    """
    return shapes.Service.of(await services.change(service_id, body.to_domain()))


@router.delete("/{service_id}", status_code=204, summary="Remove a service")
async def remove(services: ServicesDep, service_id: PathId) -> Response:
    """Forget a service and its key. Answers that it is giving end by themselves."""
    await services.remove(service_id)
    return Response(status_code=204)


@router.post(
    "/{service_id}/try-continue",
    response_model=shapes.TriedContinue,
    summary="Try whether a service continues",
)
async def try_continue(
    services: ServicesDep, service_id: PathId, body: shapes.ContinueTrial
) -> shapes.TriedContinue:
    """Ask a service to go on behind a text, by a small question. Nothing is kept."""
    tried = await services.try_continuing(service_id, body.continues, body.model)
    return shapes.TriedContinue(**tried._asdict())
