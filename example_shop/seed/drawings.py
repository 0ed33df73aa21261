"""The pictures of the goods. The shop draws them itself, so nothing has to be downloaded."""

from PIL import Image

from example_shop.seed.canvas import FLATNESS, Canvas, Point, smooth

CREAM = "#f4ece1"
SAGE = "#e3eae0"
MIST = "#e2e9ee"
BLUSH = "#f3e4de"

STEEL = "#c3c8cb"
DARK = "#2d2a28"
WOOD = "#a9713f"
COFFEE = "#3a2114"
BEAN = "#5a3620"
GLASS = "#dfeaec"


def draw(*, name: str) -> Image.Image:
    """Return the picture of that name. Raises KeyError for a name nobody drew."""
    return DRAWINGS[name]().finished()


def _bag(*, color: str, label: str, name: str, origin: str, background: str) -> Canvas:
    canvas = Canvas(background=background)
    canvas.shadow(center=50, floor=88, width=58)
    left = smooth([(28, 19), (27, 32), (24, 52), (25, 74), (27, 87)])
    right = [(100 - x, y) for x, y in reversed(left)]
    bottom = smooth([(73, 87), (62, 89.5), (50, 90), (38, 89.5), (27, 87)])
    canvas.shape([*left, *reversed(bottom), *right], color=color, shaded=True)
    canvas.panel(((27, 11), (73, 21)), color=color, radius=1.2, shaded=True)
    canvas.veil([(27, 19.4), (73, 19.4), (73, 21), (27, 21)], color=COFFEE, strength=90)
    for edge in (25, 75):
        canvas.panel(((edge - 2.2, 13.5), (edge + 2.2, 17.5)), color=STEEL, radius=0.8)
    canvas.veil([(28, 21), (36, 40), (33, 60), (30, 87), (27, 87)], color="white", strength=26)
    canvas.panel(((33, 40), (67, 75)), color=label, radius=1.6)
    canvas.stroke([(37, 51.5), (63, 51.5)], color=color, width=0.5)
    canvas.text("HARBOR LANE", center=(50, 47), size=4, color=DARK)
    canvas.text(name, center=(50, 57.5), size=5.2, color=color)
    canvas.text(origin, center=(50, 63.5), size=3.2, color=DARK)
    _bean(canvas, center=(50, 69.6), size=2.2)
    return canvas


def _bean(canvas: Canvas, *, center: Point, size: float) -> None:
    x, y = center
    outline = [(-1.25, 0.1), (-0.8, -0.75), (0.2, -0.85), (1.2, -0.25), (1.1, 0.5), (0.3, 0.85)]
    outline += [(-0.7, 0.75), (-1.25, 0.1)]
    canvas.shape(smooth([(x + size * a, y + size * b) for a, b in outline]), color=BEAN)
    crease = smooth([(-1.0, 0.25), (-0.3, -0.1), (0.3, 0.15), (1.0, -0.1)])
    canvas.stroke(
        [(x + size * a, y + size * b) for a, b in crease], color=COFFEE, width=size * 0.16
    )


def _bag_amber() -> Canvas:
    return _bag(color="#c07a2b", label="#fbf4e8", name="Morning", origin="BLEND", background=CREAM)


def _bag_teal() -> Canvas:
    return _bag(
        color="#2f7470", label="#f7f3e9", name="Kochere", origin="ETHIOPIA", background=SAGE
    )


def _bag_navy() -> Canvas:
    return _bag(
        color="#2b3f5c", label="#f3efe6", name="Espresso", origin="BRAZIL & INDIA", background=MIST
    )


def _bag_rose() -> Canvas:
    return _bag(color="#b05a5a", label="#fbf2ec", name="Decaf", origin="COLOMBIA", background=BLUSH)


def _gooseneck_kettle() -> Canvas:
    canvas = Canvas(background=MIST)
    canvas.shadow(center=50, floor=83, width=64)
    spout = smooth([(63, 72), (74, 66), (76, 52), (79, 40), (88, 36)])
    canvas.stroke(spout, color="#8f979b", width=4)
    canvas.stroke([(x - 0.5, y - 0.6) for x, y in spout], color="#d8dcde", width=1.2)
    handle = smooth([(36, 40), (22, 34), (13, 45), (15, 62), (22, 70)])
    canvas.stroke(handle, color=DARK, width=4.6)
    body = smooth([(15, 40), (18, 50), (23, 66), (25, 80)])
    canvas.turned(center=50, profile=body, color=STEEL)
    canvas.disk(center=50, height=40, half=15, color="#9aa2a6")
    canvas.turned(center=50, profile=smooth([(5, 34), (12, 36), (15, 39)]), color=STEEL)
    canvas.turned(center=50, profile=[(1.4, 29), (1.4, 34)], color=DARK)
    canvas.turned(center=50, profile=smooth([(2.2, 26), (3.6, 28), (2.4, 30)]), color=WOOD)
    canvas.veil([(42, 50), (45, 50), (42, 78), (38, 78)], color="white", strength=70)
    return canvas


def _dripper() -> Canvas:
    canvas = Canvas(background=SAGE)
    canvas.shadow(center=50, floor=88, width=58)
    handle = smooth([(70, 58), (83, 58), (84, 72), (72, 78)])
    canvas.stroke(handle, color="#b8c6c9", width=2.6)
    server = smooth([(9, 51), (12, 56), (21, 64), (23, 76), (20, 86)])
    canvas.turned(center=50, profile=server, color=GLASS)
    canvas.turned(center=50, profile=smooth([(22, 71), (22.4, 76), (19.4, 85)]), color=COFFEE)
    canvas.disk(center=50, height=71, half=22, color="#6b4227")
    canvas.veil(smooth([(34, 62), (38, 60), (36, 82), (33, 80)]), color="white", strength=95)
    canvas.turned(center=50, profile=[(20, 47.5), (20, 49)], color="#f2ede5")
    cone_handle = smooth([(70, 26), (82, 27), (79, 38), (66, 40)])
    canvas.stroke(cone_handle, color="#e0d8cb", width=3)
    canvas.turned(center=50, profile=[(25, 22), (18, 35), (11, 47)], color="#f6f1e9")
    canvas.disk(center=50, height=22, half=25, color="#cfc6b8")
    canvas.shape([(28, 22), (72, 22), (57, 25.2), (43, 25.2)], color="#efe3cf")
    canvas.disk(center=50, height=22, half=22, color="#e9dcc6")
    canvas.disk(center=50, height=22.6, half=17, color=COFFEE)
    return canvas


def _french_press() -> Canvas:
    canvas = Canvas(background=BLUSH)
    canvas.shadow(center=48, floor=89, width=56)
    handle = smooth([(66, 36), (82, 36), (84, 58), (80, 74), (66, 76)])
    canvas.stroke(handle, color=DARK, width=4.4)
    canvas.turned(center=48, profile=[(19, 32), (19, 86)], color=GLASS)
    canvas.turned(center=48, profile=[(18, 48), (18, 85)], color=COFFEE)
    canvas.disk(center=48, height=48, half=18, color="#7a4d2e")
    canvas.stroke([(48, 12), (48, 46)], color="#9aa2a6", width=1.4)
    canvas.disk(center=48, height=46, half=17.4, color="#aeb5b8")
    canvas.turned(center=48, profile=[(20, 83), (20, 87)], color=STEEL)
    for height in (38, 80):
        canvas.turned(center=48, profile=[(20, height), (20, height + 3)], color=STEEL)
    for edge in (30, 48, 66):
        canvas.stroke([(edge, 41), (edge, 86)], color="#a8afb2", width=1.6)
    canvas.turned(center=48, profile=smooth([(8, 26), (17, 28.5), (20.5, 32)]), color=STEEL)
    canvas.turned(center=48, profile=smooth([(2.4, 8), (4.2, 11), (2.6, 14)]), color=DARK)
    canvas.veil([(35, 36), (38.5, 36), (38.5, 80), (35, 80)], color="white", strength=90)
    return canvas


def _moka_pot() -> Canvas:
    canvas = Canvas(background=CREAM)
    canvas.shadow(center=48, floor=88, width=58)
    handle = smooth([(62, 29), (82, 27), (85, 42), (81, 56)])
    canvas.stroke(handle, color=DARK, width=5)
    canvas.shape([(36, 26), (24, 22), (29, 34), (35, 40)], color="#a3a9ac")
    _facets(canvas, top=(16, 26), bottom=(12, 54))
    canvas.turned(center=48, profile=[(13.5, 54), (13.5, 59)], color="#9da4a7")
    _facets(canvas, top=(14, 60), bottom=(20, 86))
    canvas.turned(center=48, profile=smooth([(3, 17), (11, 20.5), (17, 25.5)]), color=STEEL)
    canvas.turned(center=48, profile=smooth([(2, 10), (3.4, 13), (2, 16.5)]), color=DARK)
    canvas.turned(center=55.5, profile=[(1.6, 73), (1.6, 75)], color="#c9a45c")
    return canvas


def _facets(canvas: Canvas, *, top: Point, bottom: Point) -> None:
    """Draw an eight-sided body of which four sides are seen."""
    tones = ("#aab1b4", "#e9ecee", "#cdd2d5", "#8e969a")
    edges = (-1, -0.55, 0.1, 0.65, 1)
    (top_half, top_height), (bottom_half, bottom_height) = top, bottom
    for tone, left, right in zip(tones, edges, edges[1:], strict=False):
        sag_left, sag_right = (1 - abs(left)) * 2.4, (1 - abs(right)) * 2.4
        canvas.shape(
            [
                (48 + left * top_half, top_height),
                (48 + right * top_half, top_height),
                (48 + right * bottom_half, bottom_height + sag_right),
                (48 + left * bottom_half, bottom_height + sag_left),
            ],
            color=tone,
        )


def _hand_grinder() -> Canvas:
    canvas = Canvas(background=SAGE)
    canvas.shadow(center=45, floor=89, width=44)
    canvas.stroke(smooth([(45, 19), (60, 18.4), (77, 21)]), color="#8f979b", width=2.4)
    canvas.turned(center=78, profile=smooth([(2.5, 9), (4.6, 13), (3, 21)]), color=WOOD)
    canvas.turned(center=45, profile=[(2.4, 16), (2.4, 24)], color=STEEL)
    canvas.turned(center=45, profile=smooth([(6, 22), (14, 24), (15.5, 27)]), color=STEEL)
    canvas.turned(center=45, profile=[(15.5, 27), (15.5, 62)], color="#4c5357")
    canvas.turned(center=45, profile=[(16, 40), (16, 53)], color=WOOD)
    canvas.turned(center=45, profile=[(16, 61), (16, 64)], color=STEEL)
    canvas.turned(center=45, profile=smooth([(15, 65), (15.4, 76), (14, 87)]), color=GLASS)
    canvas.turned(center=45, profile=smooth([(14.2, 77), (14, 82), (13.2, 86)]), color=BEAN)
    canvas.text("18", center=(45, 46.8), size=4, color="#f4ece1")
    for center in ((72, 85), (78, 88), (66, 89)):
        _bean(canvas, center=center, size=2.6)
    return canvas


def _electric_grinder() -> Canvas:
    canvas = Canvas(background=MIST)
    canvas.shadow(center=50, floor=90, width=60)
    canvas.turned(center=50, profile=smooth([(20, 13), (19, 22), (12, 34)]), color=GLASS)
    canvas.turned(center=50, profile=smooth([(17.6, 22), (16, 27), (11, 34)]), color=BEAN)
    for x in range(36, 66, 6):
        _bean(canvas, center=(x, 22 + (x % 4) * 0.5), size=2.4)
    canvas.turned(center=50, profile=smooth([(7, 9.5), (17, 10.5), (20.6, 13)]), color=DARK)
    canvas.panel(((31, 34), (69, 62)), color="#3a3f43", radius=4, shaded=True)
    canvas.panel(((34, 58), (66, 86)), color="#2f3437", radius=1, shaded=True)
    canvas.panel(((29, 84), (71, 90)), color="#3a3f43", radius=2.4, shaded=True)
    canvas.panel(((38, 64), (62, 84)), color="#191c1e", radius=1.6)
    canvas.turned(center=50, profile=smooth([(9, 68), (9.6, 76), (8.4, 82)]), color=GLASS)
    canvas.turned(center=50, profile=smooth([(8.6, 75), (8.4, 79), (7.6, 81.4)]), color=BEAN)
    canvas.panel(((43, 41), (57, 55)), color="#e9e4dc", radius=7)
    canvas.stroke([(50, 48), (53.4, 43.6)], color="#c0562f", width=1.2)
    return canvas


def _mug() -> Canvas:
    canvas = Canvas(background=CREAM)
    canvas.shadow(center=46, floor=82, width=60)
    handle = smooth([(66, 45), (80, 42), (87, 53), (81, 66), (64, 69)])
    canvas.stroke(handle, color="#41676b", width=5.4)
    canvas.stroke([(x - 0.6, y - 1) for x, y in handle], color="#6f9497", width=1.2)
    body = smooth([(23, 36), (23.4, 52), (22, 70), (18.5, 80)])
    canvas.turned(center=46, profile=body, color="#4f7b7f")
    canvas.turned(center=46, profile=smooth([(21, 73), (19.8, 77), (18.5, 80)]), color="#d9c3a5")
    canvas.disk(center=46, height=36, half=23, color="#c9dcdb")
    canvas.disk(center=46, height=36.6, half=20.6, color="#33565a")
    canvas.disk(center=46, height=37.3, half=19.4, color=COFFEE)
    canvas.disk(center=41, height=36.8, half=7, color="#5b3722")
    _steam(canvas, around=46, bottom=29)
    return canvas


def _steam(canvas: Canvas, *, around: float, bottom: float) -> None:
    for x in (around - 7, around + 2, around + 10):
        curl = smooth(
            [(x, bottom), (x + 3, bottom - 6), (x - 2, bottom - 12), (x + 2, bottom - 18)]
        )
        canvas.stroke(curl, color="#ffffff", width=1.3)


def _espresso_cups() -> Canvas:
    canvas = Canvas(background=BLUSH)
    _espresso_cup(canvas, center=64, floor=58, color="#2b3f5c", rim="#c3cbd8")
    _espresso_cup(canvas, center=37, floor=78, color="#c07a2b", rim="#f3dcb9")
    return canvas


def _espresso_cup(canvas: Canvas, *, center: float, floor: float, color: str, rim: str) -> None:
    canvas.shadow(center=center, floor=floor + 4, width=56)
    saucer = smooth([(25, floor), (20, floor + 2.4), (10, floor + 4)])
    canvas.turned(center=center, profile=saucer, color="#efe7db")
    canvas.disk(center=center, height=floor, half=25, color="#f8f3ea")
    canvas.disk(center=center, height=floor + 0.4, half=13, color="#d8cdbd")
    handle = smooth(
        [(center + 14, floor - 18), (center + 25, floor - 18), (center + 12, floor - 6)]
    )
    canvas.stroke(handle, color=color, width=3)
    body = smooth([(16, floor - 23), (15.4, floor - 12), (9, floor - 1)])
    canvas.turned(center=center, profile=body, color=color)
    canvas.disk(center=center, height=floor - 23, half=16, color=rim)
    canvas.disk(center=center, height=floor - 22.6, half=14, color=COFFEE)
    canvas.disk(center=center, height=floor - 22.3, half=11.5, color="#9a6234")


def _scale() -> Canvas:
    canvas = Canvas(background=SAGE)
    canvas.shadow(center=50, floor=80, width=74)
    canvas.shape([(22, 52), (78, 52), (86, 74), (14, 74)], color="#3a3f43")
    canvas.panel(((14, 73), (86, 80)), color="#25292b", radius=2, shaded=True)
    canvas.shape([(25, 53.4), (75, 53.4), (79, 65), (21, 65)], color="#4c5357")
    canvas.panel(((36, 67), (64, 72.6)), color="#0f1a17", radius=1)
    canvas.text("18.4 g    2:31", center=(50, 69.7), size=3.8, color="#9ff0c8")
    canvas.shadow(center=50, floor=60.6, width=30)
    cup = smooth([(15, 34), (15.4, 44), (13, 55), (9.6, 60)])
    canvas.stroke(smooth([(63, 40), (73, 39), (73, 51), (62, 54)]), color="#e6ddcf", width=3)
    canvas.turned(center=50, profile=cup, color="#f6f1e9")
    canvas.disk(center=50, height=34, half=15, color="#ffffff")
    canvas.disk(center=50, height=34.4, half=13.2, color=COFFEE)
    _steam(canvas, around=49, bottom=29)
    return canvas


def _jar() -> Canvas:
    canvas = Canvas(background=MIST)
    canvas.shadow(center=50, floor=88, width=56)
    canvas.turned(center=50, profile=smooth([(20, 29), (24, 36), (24, 84), (22, 87)]), color=GLASS)
    canvas.turned(center=50, profile=smooth([(22.4, 47), (22.6, 83), (21, 86)]), color=BEAN)
    for row in range(7):
        for column in range(7):
            x = 32 + column * 6 + (row % 2) * 3
            dip = (1 - ((x - 50) / 22) ** 2) * 22 * FLATNESS
            _bean(canvas, center=(min(x, 69), 46 + row * 5.6 + max(dip, 0)), size=2.7)
    canvas.turned(center=50, profile=[(19.6, 26), (19.6, 30)], color="#e9e4dc")
    canvas.turned(center=50, profile=smooth([(23, 17), (23.4, 21), (22.6, 26)]), color=WOOD)
    canvas.disk(center=50, height=17, half=23, color="#c58f58")
    canvas.stroke([(35, 16.4), (52, 15.4), (66, 16.8)], color="#b07c48", width=0.4)
    canvas.veil([(31, 36), (35, 36), (35, 84), (31, 84)], color="white", strength=80)
    canvas.panel(((38, 56), (62, 73)), color="#fbf4e8", radius=1.4)
    canvas.text("BEANS", center=(50, 64.5), size=5, color=DARK)
    return canvas


DRAWINGS = {
    "bag_amber": _bag_amber,
    "bag_teal": _bag_teal,
    "bag_navy": _bag_navy,
    "bag_rose": _bag_rose,
    "gooseneck_kettle": _gooseneck_kettle,
    "dripper": _dripper,
    "french_press": _french_press,
    "moka_pot": _moka_pot,
    "hand_grinder": _hand_grinder,
    "electric_grinder": _electric_grinder,
    "mug": _mug,
    "espresso_cups": _espresso_cups,
    "scale": _scale,
    "jar": _jar,
}
