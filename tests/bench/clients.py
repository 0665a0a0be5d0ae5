"""Many browsers at once: each keeps one connection open and sends its next request when the last is answered."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.world import INSPECTOR

Maker = Callable[[int, bytes], tuple[str, str, bytes]]
"""(client, its last answer) -> method, path, body."""


@dataclass(frozen=True)
class Load:
    """What a load cost: wall seconds a request, and CPU seconds of the server a request."""

    wall: float
    cpu: float


def load(port: int, clients: int, each: int, make: Maker) -> Load:
    return asyncio.run(_load(port, clients, each, make))


def get(port: int, path: str) -> bytes:
    async def once() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            return await send(port, reader, writer, "GET", path, b"")
        finally:
            writer.close()

    return asyncio.run(once())


async def _load(port: int, clients: int, each: int, make: Maker) -> Load:
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(clients)]
    before, start = await _cpu(port, *lines[0]), time.perf_counter()

    async def one(client: int) -> None:
        answer = b""
        for _ in range(each):
            method, path, body = make(client, answer)
            answer = await send(port, *lines[client], method, path, body)
        make(client, answer)

    await asyncio.gather(*(one(client) for client in range(clients)))
    wall, after = time.perf_counter() - start, await _cpu(port, *lines[0])
    for _, writer in lines:
        writer.close()
    return Load(wall / (clients * each), (after - before) / (clients * each))


async def _cpu(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> float:
    return float(await send(port, reader, writer, "GET", "/bench/cpu", b""))


async def send(
    port: int,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    method: str,
    path: str,
    body: bytes,
    token: str = INSPECTOR,
) -> bytes:
    """The body of the answer; RuntimeError for any status but 200."""
    head = f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\norigin: http://127.0.0.1:{port}\r\n"
    head += f"cookie: inspector={token}\r\naccept-language: zh-CN\r\ncontent-type: application/json\r\n"
    writer.write(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    length = next(int(line.partition(":")[2]) for line in lines if line.startswith("content-length:"))
    answer = await reader.readexactly(length)
    if " 200" not in lines[0]:
        raise RuntimeError(f"{method} {path}: {lines[0]} {answer[:300]!r}")
    return answer
