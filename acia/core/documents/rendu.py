"""Pictures of the pages of a received PDF, made in a process of their own: a hostile file ends this process alone.

Run by path, with the folder that holds `document.pdf` and how many pages are wanted: `python -I rendu.py folder 30`.
It writes `1.png`, `2.png`… there, and stops at the last page or at the first one that cannot be drawn.
"""

import resource
import sys
from pathlib import Path

SECONDES = 20
OCTETS = 1 << 30
GABARIT = """#set page(width: auto, height: auto, margin: 0pt)
#image("document.pdf", page: int(sys.inputs.page), width: 480pt)
"""


def main(folder: Path, pages: int) -> None:
    """Draw the pages, 960 points wide."""
    import typst

    template = folder / "page.typ"
    template.write_text(GABARIT)
    for page in range(1, pages + 1):
        try:
            picture = typst.compile(
                str(template), root=str(folder), format="png", ppi=144, sys_inputs={"page": str(page)}
            )
        except typst.TypstError:
            return
        (folder / f"{page}.png").write_bytes(picture)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES, SECONDES))
    resource.setrlimit(resource.RLIMIT_AS, (OCTETS, OCTETS))
    main(Path(sys.argv[1]), int(sys.argv[2]))
