"""The services that people connect while the server runs: which there are, and trying them.

A service is any OpenAI-compatible server. Doors import what they need from the package itself.
"""

from __future__ import annotations

from yeoul.providers.chat_request import ContinueWay, ServiceApi
from yeoul.services.kept_services import Kept, KeptService, KeptServices
from yeoul.services.nearby import Nearby
from yeoul.services.service_files import ServiceFiles, ServicesInFiles
from yeoul.services.services import Services
from yeoul.services.services_in_store import ServicesInStore, kept_in
from yeoul.services.values import (
    NewService,
    OwnService,
    ServiceChanges,
    ServiceState,
    Tested,
    TriedContinuing,
    key_hint,
)

__all__ = [
    "ContinueWay",
    "Kept",
    "KeptService",
    "KeptServices",
    "Nearby",
    "NewService",
    "OwnService",
    "ServiceApi",
    "ServiceChanges",
    "ServiceFiles",
    "ServiceState",
    "Services",
    "ServicesInFiles",
    "ServicesInStore",
    "Tested",
    "TriedContinuing",
    "kept_in",
    "key_hint",
]
