"""What the shop sells, as plain data."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Good:
    """One product on sale. `price` is what the customer pays, in EUR."""

    number: str
    title: str
    category: str
    price: Decimal
    drawing: str
    description: str


@dataclass(frozen=True, kw_only=True)
class Aisle:
    """One category of the catalog."""

    name: str
    description: str


AISLES = (
    Aisle(name="Coffee", description="Roasted on Tuesdays, sent on Wednesdays."),
    Aisle(name="Brewing", description="Kettles, drippers and pots that last."),
    Aisle(name="Grinders", description="Nothing changes a cup as much as a good grinder."),
    Aisle(name="Cups and storage", description="Stoneware, scales and jars for the kitchen."),
)

GOODS = (
    Good(
        number="HL-101",
        title="Morning Blend, 500 g",
        category="Coffee",
        price=Decimal("14.50"),
        drawing="bag_amber",
        description="Hazelnut and milk chocolate, low acidity. The bag that is always open in our "
        "own kitchen. Whole beans.",
    ),
    Good(
        number="HL-102",
        title="Ethiopia Yirgacheffe, 250 g",
        category="Coffee",
        price=Decimal("13.00"),
        drawing="bag_teal",
        description="Jasmine, bergamot and ripe apricot. A washed coffee from small farms around "
        "Kochere, roasted light for filter. Whole beans.",
    ),
    Good(
        number="HL-103",
        title="Harbor Espresso, 1 kg",
        category="Coffee",
        price=Decimal("26.00"),
        drawing="bag_navy",
        description="Cocoa, walnut and caramel with a thick crema. Brazil and India, roasted for "
        "espresso machines and moka pots. Whole beans.",
    ),
    Good(
        number="HL-104",
        title="Colombia Decaf, 250 g",
        category="Coffee",
        price=Decimal("12.50"),
        drawing="bag_rose",
        description="Red apple and brown sugar, and you may still sleep. Decaffeinated with sugar "
        "cane in Caldas. Whole beans.",
    ),
    Good(
        number="HL-201",
        title="Gooseneck kettle, 0.9 l",
        category="Brewing",
        price=Decimal("59.00"),
        drawing="gooseneck_kettle",
        description="A slim spout for a slow, steady pour. Brushed steel, for every stove, "
        "induction as well.",
    ),
    Good(
        number="HL-202",
        title="Ceramic dripper and server",
        category="Brewing",
        price=Decimal("34.00"),
        drawing="dripper",
        description="A ribbed cone for paper filters on a heat-proof glass server. Makes two to "
        "four cups. Forty filters are in the box.",
    ),
    Good(
        number="HL-203",
        title="French press, 1 l",
        category="Brewing",
        price=Decimal("36.50"),
        drawing="french_press",
        description="Thick glass in a steel frame with a fine double mesh. Four minutes, no "
        "electricity, no paper.",
    ),
    Good(
        number="HL-204",
        title="Moka pot, 3 cups",
        category="Brewing",
        price=Decimal("29.50"),
        drawing="moka_pot",
        description="The eight-sided classic in polished aluminum, with a handle that stays cool.",
    ),
    Good(
        number="HL-301",
        title="Hand grinder",
        category="Grinders",
        price=Decimal("68.00"),
        drawing="hand_grinder",
        description="Conical steel burrs, eighteen clicks from espresso to French press. Holds "
        "25 g and fits in a backpack.",
    ),
    Good(
        number="HL-302",
        title="Electric burr grinder",
        category="Grinders",
        price=Decimal("129.00"),
        drawing="electric_grinder",
        description="Quiet, forty settings, grinds for one cup or for ten. The hopper comes off "
        "for cleaning.",
    ),
    Good(
        number="HL-401",
        title="Stoneware mug, 0.3 l",
        category="Cups and storage",
        price=Decimal("16.00"),
        drawing="mug",
        description="Thrown and glazed in Faenza, so no two are quite alike. Dishwasher safe.",
    ),
    Good(
        number="HL-402",
        title="Espresso cups, set of two",
        category="Cups and storage",
        price=Decimal("22.00"),
        drawing="espresso_cups",
        description="Thick walls that keep 60 ml of espresso hot, with saucers.",
    ),
    Good(
        number="HL-403",
        title="Coffee scale with timer",
        category="Cups and storage",
        price=Decimal("39.00"),
        drawing="scale",
        description="Weighs to a tenth of a gram and starts its timer with the first drop.",
    ),
    Good(
        number="HL-404",
        title="Storage jar, 1 l",
        category="Cups and storage",
        price=Decimal("24.00"),
        drawing="jar",
        description="Glass with a wooden lid that seals. Keeps half a kilo of beans fresh.",
    ),
)
