"""Dithering, in pure Python."""


def dither(rows: list[bytes]) -> list[bytes]:
    """Make a grey picture black and white: what each point is off by is handed on to its neighbours."""
    width = len(rows[0])
    dithered = []
    below = [0] * (width + 2)
    for row in rows:
        here, below = below, [0] * (width + 2)
        points = bytearray(width)
        ahead = 0
        for x, grey in enumerate(row):
            wanted = grey + here[x + 1] + ahead
            points[x] = white = 255 if wanted > 127 else 0
            error = wanted - white
            ahead = error * 7 // 16
            below[x] += error * 3 // 16
            below[x + 1] += error * 5 // 16
            below[x + 2] += error // 16
        dithered.append(bytes(points))
    return dithered
