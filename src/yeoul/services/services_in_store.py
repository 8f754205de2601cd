"""Services in the store that several workers share: what one of them connects, all of them have.

The store writes what has changed alone. So a worker of an older version, which does not know all
that stands in an entry, takes nothing from the entries that it does not change.
"""

from __future__ import annotations

from collections.abc import Sequence

from yeoul.services.kept_services import (
    Kept,
    KeptService,
    KeptServices,
    entry_of,
    read_entry,
    secret_of,
    with_secret,
)
from yeoul.store.services import ServiceRow, ServiceStore


class ServicesInStore(KeptServices):
    """What ``store`` keeps."""

    def __init__(self, store: ServiceStore) -> None:
        self._store = store

    async def read(self) -> Kept:
        return kept_in(await self._store.read())

    async def write(self, before: Kept, services: Sequence[KeptService]) -> bool:
        rows = await self._store.read()
        if kept_in(rows) != before:
            return False
        known = {row.id: row for row in rows}
        unchanged = {service.id: service for service in before.services}
        after = [known[one.id] if one == unchanged.get(one.id) else row_of(one) for one in services]
        # Compared once more where it is written: another worker may be between the two.
        return await self._store.write(rows, after)


def kept_in(rows: Sequence[ServiceRow]) -> Kept:
    """Return the services in rows of a store."""
    services, problem = [], None
    for row in rows:
        if (service := read_entry({**row.entry, "id": row.id})) is None:
            problem = problem or (
                f"The store has a service {row.id!r} that cannot be read, so none can be connected "
                "or changed: use the newest Yeoul everywhere, or delete it from the table services."
            )
        else:
            services.append(with_secret(service, row.secret))
    return Kept(services, problem)


def row_of(service: KeptService) -> ServiceRow:
    """Return the row of a service."""
    return ServiceRow(service.id, entry_of(service), secret_of(service))
