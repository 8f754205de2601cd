"""What a hub may give in place of the file of `SIZE` bytes that it was asked for."""

from __future__ import annotations

from tests.downloads.hub import Request, model_bytes

SIZE = 3_000_000


async def wrong_bytes(request: Request) -> None:
    await request.whole(model_bytes(SIZE, seed=3))


async def wrong_size(request: Request) -> None:
    await request.whole(model_bytes(SIZE - 1))


async def too_much(request: Request) -> None:
    await request.head(200)
    await request.body(model_bytes(SIZE + 100_000), 0)


async def a_page(request: Request) -> None:
    await request.head(200, content_type="text/html; charset=utf-8", content_length=6)
    request.writer.write(b"<html>")


async def no_model(request: Request) -> None:
    await request.whole(b"<html>" + model_bytes(SIZE - 6))


async def compressed(request: Request) -> None:
    await request.whole(request.hub.files[request.path], content_encoding="gzip")


async def forbidden(request: Request) -> None:
    await request.head(401, content_length=0)


async def missing(request: Request) -> None:
    await request.head(404, content_length=0)


async def in_a_circle(request: Request) -> None:
    await request.head(302, location=request.path, content_length=0)


async def to_plain_http(request: Request) -> None:
    await request.head(302, location="http://hub.example/model.gguf", content_length=0)


async def to_a_file(request: Request) -> None:
    await request.head(302, location="file:///etc/passwd", content_length=0)
