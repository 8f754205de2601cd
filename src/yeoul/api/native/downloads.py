"""Routes of downloads: list, begin, pause, resume, cancel; and the removal of a fetched model."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from yeoul.api.dependencies import Deps
from yeoul.api.fields import PathId
from yeoul.api.identity import ForAdmins
from yeoul.api.native import PREFIX, download_schemas
from yeoul.downloads.downloads import Downloads
from yeoul.errors import ModelUnavailable

router = APIRouter(prefix=f"{PREFIX}/downloads", tags=["models"], route_class=ForAdmins)
#: Of the models' own address.
models = APIRouter(prefix=f"{PREFIX}/models", tags=["models"], route_class=ForAdmins)


def _downloads(deps: Deps) -> Downloads:
    """Return the server's downloads."""
    if deps.downloads is None:
        raise ModelUnavailable(
            "This server fetches no models: its embedded engine is not installed (pip install"
            " 'yeoul[local]'), or its models are given by the program around it."
        )
    return deps.downloads


Fetching = Annotated[Downloads, Depends(_downloads)]


@router.get("", response_model=download_schemas.DownloadList, summary="List the downloads")
async def list_downloads(deps: Deps) -> download_schemas.DownloadList:
    """List the downloads, the models that can be fetched by name, and the other model files."""
    if deps.downloads is None:
        return download_schemas.DownloadList(
            downloads=[], catalogue=[], files=[], offline=None, folder=None
        )
    offers = await deps.downloads.offers()
    return download_schemas.DownloadList(
        downloads=[download_schemas.Download.of(one) for one in deps.downloads.current()],
        catalogue=[download_schemas.KnownModel.of(offer) for offer in offers],
        files=[download_schemas.OwnFile.of(file) for file in await deps.downloads.own_files()],
        offline=deps.downloads.offline,
        folder=str(deps.downloads.folder),
    )


@router.post("", response_model=download_schemas.Download, status_code=201, summary="Fetch a model")
async def begin(
    downloads: Fetching, body: download_schemas.DownloadRequest
) -> download_schemas.Download:
    """Begin to fetch a model of the catalogue, or a GGUF file by address and SHA-256.

    A download of the same file that is there already goes on, and is returned.
    """
    if body.model is not None:
        begun = await downloads.fetch_model(body.model)
    else:
        begun = await downloads.fetch_file(body.url or "", body.sha256 or "")
    return download_schemas.Download.of(begun)


@router.post(
    "/{download_id}/pause", response_model=download_schemas.Download, summary="Pause a download"
)
async def pause(downloads: Fetching, download_id: PathId) -> download_schemas.Download:
    """Pause a download; what has come is kept."""
    return download_schemas.Download.of(await downloads.pause(download_id))


@router.post(
    "/{download_id}/resume", response_model=download_schemas.Download, summary="Resume a download"
)
async def resume(downloads: Fetching, download_id: PathId) -> download_schemas.Download:
    """Go on with a download that is paused or has failed, from where it was."""
    return download_schemas.Download.of(await downloads.resume(download_id))


@router.delete("/{download_id}", status_code=204, summary="Cancel a download")
async def cancel(downloads: Fetching, download_id: PathId) -> Response:
    """Cancel a download and delete what has come; a finished one is only listed no more."""
    await downloads.cancel(download_id)
    return Response(status_code=204)


@models.delete("/{model_id}", status_code=204, summary="Remove a fetched model")
async def remove_model(downloads: Fetching, model_id: str) -> Response:
    """Delete the file of a model in the folder of models. Its answers that still grow end well."""
    await downloads.remove_model(model_id)
    return Response(status_code=204)
