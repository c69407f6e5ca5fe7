"""PURE. What all pictures share: rounded positions, numbers and dates in French, text cut to a width."""

from datetime import date

from babel.dates import format_date

# Average advance of a character at 1 px of font size, measured on the fonts of the theme; a little generous on purpose.
AVANCE = 0.56


def px(value: float) -> float:
    """Round to a tenth of a pixel: enough for the eye, and the page stays light."""
    return round(value, 1) + 0.0


def text_width(text: str, size: float) -> float:
    return len(text) * size * AVANCE


def cut(text: str, width: float, size: float) -> str:
    """Shorten a label that would leave its column; the full words stay in the table under the picture."""
    room = max(1, int(width / (size * AVANCE)))
    return text if len(text) <= room else text[: room - 1].rstrip(" ,.-–") + "…"


def wrap(text: str, room: int) -> tuple[str, ...]:
    """Break a label into lines of at most `room` characters, never inside a word."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return tuple(lines)


def number_words(value: float) -> str:
    """3.5 → « 3,5 », 4.0 → « 4 », 1234 → « 1 234 » with a narrow no-break space."""
    rounded = f"{value:,.2f}".rstrip("0").rstrip(".")
    return rounded.replace(",", "\u202f").replace(".", ",")


def day_words(day: date) -> str:
    """The day as one says it: « 1er avril 2027 »."""
    words = format_date(day, "d MMMM y", locale="fr")
    return f"1er{words[1:]}" if day.day == 1 else words
