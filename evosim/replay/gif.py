"""A film as a moving picture, for slides and messages: the marks of the page, fewer of them."""

import io
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from evosim.config import Config
from evosim.kernels.shared import HIGH, TREE, WALL
from evosim.names import Interaction, Speaker
from evosim.replay.film import Film
from evosim.replay.frames import Dealings, Frames, Ground

SIDE = 528  # pixels of the world, and of the picture's width
FOOT, HEAD = 46, 26  # pixels of the legend below, and of the title above
FRAMES = 240  # at most; a longer life skips ticks
MILLISECONDS = 180  # of a frame
MOST = 5_000_000  # bytes; with more, every second frame is left out until it fits
_FINE = 2  # drawn so many times as large, against jagged edges

# those of pages/page.css, and of the grounds of pages/marks.js
INK, SOFT, GOOD, WATCHED, CHANCE = "#1d2329", "#5b6570", "#009e73", "#d55e00", "#9aa3ab"
_SURFACE = {WALL: "#7b7f86", TREE: "#c4dcb9", HIGH: "#e0d7c3"}
_FOOD = {1: "#4aa36b", 2: "#b08a2e"}
_LINES = {Interaction.GIVE: GOOD, Interaction.STEAL: "#e69f00", Interaction.ATTACK: WATCHED}
_FAMILIES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#7a5195")


class Scene(Protocol):
    """What is drawn: a film, or a world that is still being lived; all as in `Film`."""

    @property
    def config(self) -> Config:
        """As resolved for its generation."""

    @property
    def verbs(self) -> tuple[str, ...]:
        """In use, by their numbers."""

    @property
    def frames(self) -> Frames:
        """Of the agents."""

    @property
    def ground(self) -> Ground:
        """Of the world."""

    @property
    def dealings(self) -> Dealings:
        """Between agents."""

    @property
    def tag(self) -> NDArray[np.float32]:
        """What others recognise each by, (n,)."""

    @property
    def slots(self) -> int:
        """Of the band."""

    @property
    def occupied(self) -> NDArray[np.bool_]:
        """Which slots somebody sits in, (n,)."""


def moving_picture(film: Film, title: str, kin: list[int] | None = None) -> bytes:
    """The film as a GIF that repeats.

    Args:
        film: the film.
        title: a line above it.
        kin: number of the family of each slot, for its colour; None: by tag.
    """
    stride = -(-film.ticks // FRAMES)
    artist = Artist(film, title, kin)
    images = [artist.frame(tick) for tick in range(0, film.ticks, stride)]
    palette = _palette(images)
    images = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]
    while True:
        out = _encoded(images)
        if len(out) <= MOST or len(images) < 4:
            return out
        images = images[::2]


def _palette(images: list[Image.Image]) -> Image.Image:
    """Colours of some frames, that all are drawn with: what does not move then need not be stored again."""
    some = images[::max(len(images) // 4, 1)][:5]
    sheet = Image.new("RGB", (some[0].width, sum(image.height for image in some)))
    top = 0
    for image in some:
        sheet.paste(image, (0, top))
        top += image.height
    return sheet.quantize(96, method=Image.Quantize.MEDIANCUT)


def _encoded(images: list[Image.Image]) -> bytes:
    out = io.BytesIO()
    images[0].save(out, "GIF", save_all=True, append_images=images[1:], duration=MILLISECONDS, loop=0,
                   disposal=1, optimize=False)
    return out.getvalue()


class Artist:
    """Draws frames of a film.

    Args:
        film: what is drawn.
        title: a line above it.
        kin: number of the family of each slot, for its colour; None: by tag.
    """

    def __init__(self, film: Scene, title: str, kin: list[int] | None) -> None:
        self._film, self._title = film, title
        self._cell = SIDE * _FINE / film.config.world.size
        self._colours = [_colour(film, slot, kin) for slot in range(film.slots)]
        self._backdrop = self._ground()

    def frame(self, tick: int) -> Image.Image:
        """One picture."""
        image = self._backdrop.copy()
        pen = ImageDraw.Draw(image)
        self._lying(pen, tick)
        self._dealt(pen, tick)
        for slot in np.flatnonzero(self._film.occupied):
            self._agent(pen, tick, int(slot))
        small = image.reduce(_FINE)
        self._words(ImageDraw.Draw(small), tick)
        return small

    def _centre(self, y: float, x: float) -> tuple[float, float]:
        return (x + 0.5) * self._cell, HEAD * _FINE + (y + 0.5) * self._cell

    def _box(self, y: float, x: float, r: float) -> list[float]:
        cx, cy = self._centre(y, x)
        return [cx - r, cy - r, cx + r, cy + r]

    def _ground(self) -> Image.Image:
        film, size = self._film, self._film.config.world.size
        image = Image.new("RGB", (SIDE * _FINE, (SIDE + FOOT + HEAD) * _FINE), "#fcfcfa")
        pen = ImageDraw.Draw(image)
        pen.rectangle([0, HEAD * _FINE, SIDE * _FINE, (SIDE + HEAD) * _FINE], fill="#f4f5ef")
        for at in np.flatnonzero(film.ground.surface):
            y, x = divmod(int(at), size)
            left, top = x * self._cell, HEAD * _FINE + y * self._cell
            pen.rectangle([left, top, left + self._cell, top + self._cell],
                          fill=_SURFACE[int(film.ground.surface[at])])
        for thing, (y, x) in enumerate(film.ground.beacons.tolist()):
            r = max(self._cell * 0.6, 9 * _FINE)
            pen.rounded_rectangle(self._box(y, x, r), r * 0.3, fill="#3d4650")
            pen.text(self._centre(y, x), "ABCD"[thing], fill="white", anchor="mm", font=_font(int(r * 1.3)))
        pen.text((8 * _FINE, HEAD * _FINE / 2), self._title, fill=INK, anchor="lm", font=_font(13 * _FINE))
        self._legend(pen)
        return image

    def _legend(self, pen: ImageDraw.ImageDraw) -> None:
        y, font = (HEAD + SIDE + 14) * _FINE, _font(12 * _FINE)
        r, at = 7 * _FINE, 16 * _FINE
        for draw, words in ((self._eye, "eye: watched"),
                            (_halves(True, True), "left ring: letter met, right: spirit"),
                            (_halves(False, False), "red: not met")):
            draw(pen, at, y, r)
            pen.text((at + 2 * r, y), words, fill=INK, anchor="lm", font=font)
            at += int(3.2 * r + pen.textlength(words, font=font) + 10 * _FINE)

    def _lying(self, pen: ImageDraw.ImageDraw, tick: int) -> None:
        film, size, cell = self._film, self._film.config.world.size, self._cell
        food = film.ground.food[tick]
        for at in np.flatnonzero(food):
            y, x = divmod(int(at), size)
            pen.ellipse(self._box(y, x, cell * 0.15), fill=_FOOD[int(food[at])])
        for at in film.ground.heavy[tick]:
            if at >= 0:
                pen.rounded_rectangle(self._box(*divmod(int(at), size), cell * 0.38), cell * 0.12,
                                      fill=_FOOD[1], outline="#1f5d3a", width=2 * _FINE)
        for y, x in film.ground.predator[tick].tolist():
            pen.regular_polygon((*self._centre(y, x), cell * 0.55), 8, fill="#2b2b2b")
        y, x = film.ground.avatar[tick].tolist()
        cx, cy = self._centre(y, x)
        r = max(cell * 0.5, 7 * _FINE)
        head = [cx - r * 0.35, cy - r * 0.8, cx + r * 0.35, cy - r * 0.1]
        body = [cx - r * 0.7, cy - r * 0.1, cx + r * 0.7, cy + r * 1.5]
        pen.ellipse(head, fill="white", outline=INK, width=_FINE)
        pen.pieslice(body, 180, 360, fill="white", outline=INK, width=_FINE)

    def _dealt(self, pen: ImageDraw.ImageDraw, tick: int) -> None:
        it, frames, size = self._film.dealings, self._film.frames, self._film.config.world.size
        for k in np.flatnonzero((it.tick > tick - 3) & (it.tick <= tick)):
            colour = _LINES.get(Interaction(int(it.kind[k])))
            if colour is None or it.amount[k] <= 0:
                continue
            y, x = int(frames.y[tick, it.one[k]]), int(frames.x[tick, it.one[k]])
            dy, dx = ((int(axis[tick, it.other[k]]) - from_ + size // 2) % size - size // 2
                      for axis, from_ in ((frames.y, y), (frames.x, x)))
            pen.line([self._centre(y, x), self._centre(y + dy, x + dx)], fill=colour, width=3 * _FINE)

    def _agent(self, pen: ImageDraw.ImageDraw, tick: int, slot: int) -> None:
        it, r = self._film.frames, max(self._cell * 0.33, 5 * _FINE)
        y, x = int(it.y[tick, slot]), int(it.x[tick, slot])
        cx, cy = self._centre(y, x)
        if not it.alive[tick, slot]:
            for k in (-1, 1):
                pen.line([cx - r / 2, cy - k * r / 2, cx + r / 2, cy + k * r / 2], fill=CHANCE,
                         width=2 * _FINE)
            return
        pen.ellipse(self._box(y, x, r), fill=self._colours[slot], outline=INK, width=_FINE)
        if not it.heard[tick, slot]:
            return
        if it.checked[tick, slot]:
            _halves(bool(it.letter[tick, slot]), bool(it.spirit[tick, slot]))(pen, cx, cy, r + 3.5 * _FINE)
        else:
            pen.ellipse(self._box(y, x, r + 3 * _FINE), outline=CHANCE, width=_FINE)
        if it.watched[tick, slot]:
            self._eye(pen, cx, cy - r - 8 * _FINE, 5.5 * _FINE)

    @staticmethod
    def _eye(pen: ImageDraw.ImageDraw, cx: float, cy: float, r: float) -> None:
        pen.ellipse([cx - r, cy - r * 0.6, cx + r, cy + r * 0.6], fill="white", outline=INK, width=_FINE)
        pen.ellipse([cx - r * 0.4, cy - r * 0.4, cx + r * 0.4, cy + r * 0.4], fill=WATCHED)

    def _words(self, pen: ImageDraw.ImageDraw, tick: int) -> None:
        film, it, small = self._film, self._film.frames, self._cell / _FINE
        pen.text((SIDE - 8, HEAD / 2), f"tick {tick}", fill=SOFT, anchor="rm", font=_font(13))
        pen.text((8, HEAD + SIDE + 34), self._below(tick), fill=SOFT, anchor="lm", font=_font(12))
        if small < 16:
            return
        for slot in np.flatnonzero(it.heard[tick] & it.alive[tick]):
            text = film.verbs[it.verb[tick, slot]]
            text += f" {'ABCD'[it.thing[tick, slot]]}" if text in ("goto", "avoid", "gather") else ""
            cx, cy = (it.x[tick, slot] + 0.5) * small, HEAD + (it.y[tick, slot] + 0.5) * small
            wide = pen.textlength(text, font=_font(11))
            left = cx + small * 0.6 if cx + small * 0.6 + wide < SIDE else cx - small * 0.6 - wide
            colour = INK if it.speaker[tick, slot] == Speaker.AVATAR else "#8a2f6b"
            pen.text((left, cy), text, fill=colour, anchor="lm", font=_font(11))

    def _below(self, tick: int) -> str:
        """What has come of what a human told them, up to a tick."""
        it = self._film.frames
        here = (it.checked & (it.speaker == Speaker.AVATAR))[:tick + 1]
        parts = []
        for name, seen in (("watched", it.watched[:tick + 1]), ("not watched", ~it.watched[:tick + 1])):
            ticks = here & seen
            share = f"{100 * it.letter[:tick + 1][ticks].mean():.0f} %" if ticks.any() else "-"
            parts.append(f"{name} {share}")
        return "letter met so far: " + ", ".join(parts)


class _halves:  # noqa: N801  read like the functions beside it
    """Two half rings: letter on the left, spirit on the right."""

    def __init__(self, letter: bool, spirit: bool) -> None:
        self._sides = ((letter, 100, 260), (spirit, -80, 80))

    def __call__(self, pen: ImageDraw.ImageDraw, cx: float, cy: float, r: float) -> None:
        for met, start, end in self._sides:
            pen.arc([cx - r, cy - r, cx + r, cy + r], start, end, fill=GOOD if met else WATCHED,
                    width=3 * _FINE if met else int(1.5 * _FINE))


def _colour(film: Scene, slot: int, kin: list[int] | None) -> str:
    if kin is not None and kin[slot] >= 0:
        return _FAMILIES[kin[slot] % len(_FAMILIES)]
    share = (float(film.tag[slot]) + 1) / 2  # lighter all the way, as `shade` of pages/world.js
    stops = np.array([[41, 50, 105], [38, 116, 137], [68, 170, 120], [173, 207, 84], [250, 231, 110]], float)
    red, green, blue = (int(np.interp(share * 4, range(5), stops[:, c])) for c in range(3))
    return f"#{red:02x}{green:02x}{blue:02x}"


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
