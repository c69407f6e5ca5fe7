"""Reading the scores: what the officers see before the commission talks, and when (R45, S7)."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from flask import Flask
from sqlalchemy import event

from acia.candidatures.models import Candidature
from acia.commission.models import Deport, EtatCommission
from acia.commission.queries import ranking_of, reading_of
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.client import HouseClient
from tests.factories.commission import make_eligible, make_notation
from tests.integration.commission.conftest import Scene, commission_of, make_scene

Reader = Callable[[HouseClient, str], str]


def close(scene: Scene) -> None:
    with transaction():
        commission_of(scene).etat = EtatCommission.DELIBERATION


def mark(scene: Scene, rang: int, *feuilles: tuple[int, ...]) -> None:
    """One sheet a member on one file."""
    for membre, feuille in enumerate(feuilles):
        make_notation(scene.siege(membre), db.session.get_one(Candidature, scene.dossiers[rang]), feuille)


def rows(page: str) -> dict[str, list[str]]:
    """Cells of the list of files, by number."""
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", page.rsplit("Dossiers notés", maxsplit=1)[-1], re.S):
        texts = re.findall(r"<t[dh].*?</t[dh]>", row, re.S)
        cells = [" ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split()) for text in texts]
        number = re.search(r"[A-Z]+-\d+-\d{4}", row)
        if number:
            found[number.group()] = cells
    return found


def test_each_file_shows_its_mean_median_extremes_levels_and_disagreement(scene: Scene, page_text: Reader) -> None:
    mark(scene, 0, (4, 4, 4, 4), (4, 4, 4, 4), (1, 1, 1, 1))
    mark(scene, 1, (3, 3, 3, 3), (3, 3, 3, 3), (3, 3, 3, 3))
    close(scene)
    found = rows(page_text(scene.bureau(), f"{scene.base}/lecture"))
    apart, together, silent = (found[number] for number in scene.numeros)
    assert apart[2:6] == ["60", "80", "20 à 80", "1 au niveau 1, 2 au niveau 4"]
    assert apart[7] == "critères 1, 2, 3, 4"
    assert together[2:6] == ["60", "60", "60 à 60", "3 au niveau 3"]
    assert together[7] == "—"
    assert silent[5:7] == ["aucune note", "0"]
    assert silent[8] == "À décider"


def test_disagreements_come_first_when_asked(scene: Scene, page_text: Reader) -> None:
    mark(scene, 0, (5, 5, 5, 5), (5, 5, 5, 5), (5, 5, 5, 5))
    mark(scene, 1, (4, 2, 2, 2), (1, 2, 2, 2), (1, 2, 2, 2))
    mark(scene, 2, (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2))
    close(scene)
    client = scene.bureau()
    assert list(rows(page_text(client, f"{scene.base}/lecture"))) == [scene.numeros[i] for i in (0, 2, 1)]
    assert list(rows(page_text(client, f"{scene.base}/lecture?tri=desaccord"))) == [scene.numeros[i] for i in (1, 2, 0)]
    assert rows(page_text(client, f"{scene.base}/lecture?departement=35")) == {}


def test_the_line_says_what_it_makes_for_the_cohortes(app: Flask, clock: SettableClock, page_text: Reader) -> None:
    scene = make_scene(app, clock, places=3)
    scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4), (3, 3, 3, 3))
    close(scene)
    page = unescape(page_text(scene.bureau(), f"{scene.base}/lecture")).replace("\u00a0", " ")
    assert "3 établissements : il en faut au moins 4 pour former une cohorte." in page
    assert "Recruter 1 établissement de plus pour former une cohorte de 4." in page


def test_the_territorial_view_counts_files_that_are_not_eligible_too(scene: Scene, page_text: Reader) -> None:
    scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4), (3, 3, 3, 3))
    make_candidature_deposee(commission_of(scene).appel)
    close(scene)
    page = " ".join(unescape(re.sub(r"<[^>]+>", " ", page_text(scene.bureau(), f"{scene.base}/lecture"))).split())
    assert "Finistère 4 3 1 sur 3" in page


def test_s7_the_reading_is_the_ranking_and_leaves_recused_members_out(scene: Scene) -> None:
    scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4), (3, 3, 3, 3))
    with transaction():
        row = db.session.query(Deport).filter_by(membre_id=scene.siege(0).id, candidature_id=scene.dossiers[0]).one()
        row.conflit, row.motif = True, "Ancienne salariée."
    reading = reading_of(commission_of(scene))
    assert reading.lignes == ranking_of(commission_of(scene)).lignes
    sheets = {note.id: note.feuilles for note in reading.notes}
    assert len(sheets[str(scene.dossiers[0])]) == 2
    assert str(scene.siege(0).id) not in {sheet.membre for sheet in sheets[str(scene.dossiers[0])]}
    assert len(sheets[str(scene.dossiers[1])]) == 3


def test_the_fragile_file_is_named_with_the_member_it_hangs_on(scene: Scene, page_text: Reader) -> None:
    mark(scene, 0, (5, 5, 5, 5), (2, 2, 2, 2), (2, 2, 2, 2))
    mark(scene, 1, (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2))
    close(scene)
    page = unescape(page_text(scene.bureau(), f"{scene.base}/tenue")).replace("\u00a0", " ")
    assert "2 dossiers dépendent d’un membre, d’un poids ou de la méthode" in page
    assert f"les notes de tous sauf {scene.membres[0].nom_complet}" in page
    assert "2 dossiers ont au moins deux notes : sous 10, un coefficient ne voudrait rien dire." in page


def test_from_ten_files_the_agreement_is_measured(scene: Scene, page_text: Reader) -> None:
    appel = commission_of(scene).appel
    for _ in range(7):
        row = make_candidature_deposee(appel)
        make_eligible(row)
        scene.dossiers.append(row.id)
    for rang in range(10):
        level = rang // 2
        mark(scene, rang, (level,) * 4, (level,) * 4, (min(5, level + 1),) * 4)
    close(scene)
    page = unescape(page_text(scene.bureau(), f"{scene.base}/tenue")).replace("\u00a0", " ")
    assert "Alpha de Krippendorff" in page
    assert "accord fiable" in page
    assert "D’un membre seul, sur 10 dossiers notés par les 3 membres" in page


def test_nothing_is_read_before_scoring_is_closed(scene: Scene) -> None:
    scene.noter_tout((5, 5, 5, 5))
    client = scene.bureau()
    assert [client.get(f"{scene.base}/{page}").status_code for page in ("lecture", "tenue")] == [403, 403]


def test_the_reading_takes_the_same_number_of_statements_whatever_the_number_of_files(scene: Scene) -> None:
    def statements() -> int:
        seen: list[str] = []
        client = scene.bureau()

        def note(_c: object, _cur: object, text: str, *_rest: object) -> None:
            seen.append(text)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert client.get(f"{scene.base}/lecture").status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return sum(text.lstrip().upper().startswith("SELECT") for text in seen)

    scene.noter_tout((5, 5, 5, 5))
    close(scene)
    few = statements()
    appel = commission_of(scene).appel
    for _ in range(4):
        row = make_candidature_deposee(appel)
        make_eligible(row)
        make_notation(scene.siege(0), row, (2, 2, 2, 2))
    assert statements() == few <= 12
