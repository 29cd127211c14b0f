"""A client of a server that has large pictures."""

import asyncio
from math import isqrt

from thumbnails.dithering import dither
from thumbnails.png import png


async def fetch(host: str, port: int) -> list[bytes]:
    """Fetch a square picture."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(b"GET / HTTP/1.0\r\n\r\n")
        answer = await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()
    points = answer.partition(b"\r\n\r\n")[2]
    side = isqrt(len(points))
    return [points[start : start + side] for start in range(0, side * side, side)]


async def fetch_thumbnail(host: str, port: int) -> bytes:
    """Fetch a picture, and return the content of a PNG file with a dithered one."""
    return png(dither(await fetch(host, port)))
