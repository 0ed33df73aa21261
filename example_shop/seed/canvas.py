"""A small drawing board: shaded shapes on a soft background, measured from 0 to 100."""

from collections.abc import Sequence

from PIL import Image, ImageColor, ImageDraw, ImageFilter, ImageFont

Point = tuple[float, float]

SIDE = 720
# Everything is drawn larger and then reduced: that makes the edges smooth.
SCALE = 2
UNIT = SIDE * SCALE / 100
# How flat a circle looks when seen from slightly above.
FLATNESS = 0.14
STEPS_PER_CURVE = 12


def smooth(points: Sequence[Point]) -> list[Point]:
    """Return a soft curve through all points (a Catmull-Rom spline)."""
    padded = [points[0], *points, points[-1]]
    curve = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(STEPS_PER_CURVE):
            share = step / STEPS_PER_CURVE
            curve.append(
                (
                    _between(before[0], start[0], end[0], after[0], share),
                    _between(before[1], start[1], end[1], after[1], share),
                )
            )
    return [*curve, points[-1]]


def _between(before: float, start: float, end: float, after: float, share: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * share
        + (2 * before - 5 * start + 4 * end - after) * share**2
        + (3 * start - before - 3 * end + after) * share**3
    )


def _light_on_a_cylinder(position: int) -> int:
    """Return how white the surface is at `position` (0 left to 255 right)."""
    distance = abs(position - 78) / 46
    return int(78 * max(0.0, 1 - distance) ** 1.4)


def _dark_on_a_cylinder(position: int) -> int:
    """Return how dark the surface is at `position` (0 left to 255 right)."""
    left = max(0.0, 1 - position / 60)
    right = max(0.0, (position - 120) / 135)
    return int(52 * left**1.5 + 96 * right**1.6)


class Canvas:
    """The board. Colors are names or `#rrggbb`; places and lengths go from 0 to 100."""

    def __init__(self, *, background: str) -> None:
        """Start with an even background and a lighter pool of light behind the object."""
        side = SIDE * SCALE
        self.image = Image.new("RGB", (side, side), background)
        light = Image.new("L", (100, 100), 0)
        ImageDraw.Draw(light).ellipse((8, 2, 92, 86), fill=120)
        light = light.filter(ImageFilter.GaussianBlur(14)).resize((side, side))
        self.image.paste("white", mask=light)

    def finished(self) -> Image.Image:
        """Return the picture in its final size."""
        return self.image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)

    def shadow(self, *, center: float, floor: float, width: float) -> None:
        """Lay a soft shadow on the floor."""
        small = Image.new("L", (200, 200), 0)
        box = (center - width / 2, floor - width * 0.07, center + width / 2, floor + width * 0.07)
        ImageDraw.Draw(small).ellipse([2 * edge for edge in box], fill=105)
        soft = small.filter(ImageFilter.GaussianBlur(5)).resize(self.image.size)
        self.image.paste("#3b2a20", mask=soft)

    def turned(self, *, center: float, profile: Sequence[Point], color: str) -> None:
        """Draw a solid of revolution from its outline: (half width, height) from top to bottom."""
        right = [(center + half, height) for half, height in profile]
        left = [(center - half, height) for half, height in reversed(profile)]
        half, floor = profile[-1]
        mask = self._mask()
        pen = ImageDraw.Draw(mask)
        pen.polygon(_pixels([*right, *left]), fill=255)
        pen.ellipse(_pixels(_disk(center, floor, half)), fill=255)
        self._paint(mask=mask, color=color, shaded=True)

    def disk(self, *, center: float, height: float, half: float, color: str) -> None:
        """Draw a circle that lies flat, such as an opening or a plate."""
        ImageDraw.Draw(self.image).ellipse(_pixels(_disk(center, height, half)), fill=color)

    def shape(self, points: Sequence[Point], *, color: str, shaded: bool = False) -> None:
        """Draw a filled shape; shaded, it looks round from left to right."""
        mask = self._mask()
        ImageDraw.Draw(mask).polygon(_pixels(points), fill=255)
        self._paint(mask=mask, color=color, shaded=shaded)

    def panel(
        self, corners: tuple[Point, Point], *, color: str, radius: float = 2, shaded: bool = False
    ) -> None:
        """Draw a rectangle with round corners."""
        mask = self._mask()
        ImageDraw.Draw(mask).rounded_rectangle(_pixels(corners), radius=radius * UNIT, fill=255)
        self._paint(mask=mask, color=color, shaded=shaded)

    def stroke(self, points: Sequence[Point], *, color: str, width: float) -> None:
        """Draw a line of even width with round ends."""
        pen = ImageDraw.Draw(self.image)
        pixels = _pixels(points)
        pen.line(pixels, fill=color, width=round(width * UNIT), joint="curve")
        reach = width * UNIT / 2
        for x, y in pixels:
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=color)

    def veil(self, points: Sequence[Point], *, color: str, strength: int) -> None:
        """Lay a see-through shape over what is there; `strength` goes from 0 to 255."""
        mask = self._mask()
        ImageDraw.Draw(mask).polygon(_pixels(points), fill=strength)
        self.image.paste(color, mask=mask)

    def text(self, words: str, *, center: Point, size: float, color: str) -> None:
        """Write one line, centered."""
        font = ImageFont.load_default(size=size * UNIT)
        place = (center[0] * UNIT, center[1] * UNIT)
        ImageDraw.Draw(self.image).text(place, words, font=font, fill=color, anchor="mm")

    def _mask(self) -> Image.Image:
        return Image.new("L", self.image.size, 0)

    def _paint(self, *, mask: Image.Image, color: str, shaded: bool) -> None:
        box = mask.getbbox()
        if box is None:
            return
        mask = mask.crop(box)
        surface = Image.new("RGB", mask.size, ImageColor.getrgb(color))
        if shaded:
            across = Image.linear_gradient("L").rotate(90).resize(mask.size)
            surface.paste("#24150c", mask=across.point(_dark_on_a_cylinder))
            surface.paste("white", mask=across.point(_light_on_a_cylinder))
        self.image.paste(surface, box[:2], mask)


def _disk(center: float, height: float, half: float) -> tuple[Point, Point]:
    depth = half * FLATNESS
    return (center - half, height - depth), (center + half, height + depth)


def _pixels(points: Sequence[Point]) -> list[Point]:
    return [(x * UNIT, y * UNIT) for x, y in points]
