"""Every page each role may open, in Chromium: axe finds nothing, nothing scrolls sideways, the policy holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from acia.comptes.models import SessionConnexion
from acia.comptes.sessions import ABSOLUTE_LIFE, COOKIE_KEY, fingerprint
from acia.core.db import db, transaction
from tests.e2e.actors import Actor, World, axe_faults
from tests.factories.monde import MAINTENANT, Monde, build_monde
from tests.integration.routes.acces import Acces
from tests.integration.routes.droits import DROITS

ROLES = ("visiteur", "pilote", "charge", "membre", "representant", "intervenant", "financeur")
SANS_PAGE = {
    "static",
    "bootstrap.static",
    "appels.webinaire_ics",
    "candidatures.vierge_pdf",
    "candidatures.accuse",
    "candidatures.piece",
    "candidatures.piece_correction",
    "candidatures.piece_message",
    "candidatures.papier_piece",
    "candidatures.lettre_refus_pdf",
    "candidatures.depots_refuses_xlsx",
    "eligibilite.piece",
    "eligibilite.page_piece",
    "eligibilite.piece_avis",
    "eligibilite.lettre_pdf",
    "eligibilite.decision_notifiee_pdf",
    "commission.proces_verbal_pdf",
    "commission.seance_ics",
    "commission.lettre",
    "commission.lettre_resultat",
    "commission.piece",
    "commission.page_piece",
    "commission.communication_pdf",
    "commission.mon_extrait_pdf",
    "commission.extrait_pdf",
    "commission.piece_recours",
    "commission.reponse_recours",
    "commission.hors_ligne",
    "candidatures.preuve_xlsx",
    "pilotage.sante",
    "engagements.avenant_document",
    "engagements.document",
    "seances.calendrier",
    "seances.calendrier_seance",
}
"""Files and downloads: read by the matrix of routes."""
CONTENU = """() => {
    const main = document.querySelector("main").cloneNode(true);
    main.querySelectorAll("[name=csrf_token]").forEach(field => field.remove());
    return main.outerHTML;
}"""
DEBORDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def moteur() -> str:
    """What a page looks like does not depend on the database."""
    return "sqlite"


@pytest.fixture
def monde(world: World) -> Monde:
    world.at(MAINTENANT)
    with world.app.app_context():
        return build_monde()


def addresses(world: World, monde: Monde, role: str) -> list[str]:
    """The pages that open for a role, each once."""
    rows: list[Acces] = [
        row for row in DROITS if row.methode == "GET" and role in row.ouvert.split() and row.route not in SANS_PAGE
    ]
    with world.app.test_request_context(base_url=world.app.config["BASE_URL"]):
        adapter = world.app.url_map.bind("127.0.0.1")
        paths = [
            adapter.build(row.route, {name: monde.ids.get(value, value) for name, value in row.objets.items()})
            for row in rows
        ]
    return list(dict.fromkeys(paths))


def enter(world: World, monde: Monde, page: Page, role: str) -> None:
    """Give the browser a living session of this person."""
    if role == "visiteur":
        return
    token = f"jeton-de-test-{role}"
    with world.app.app_context(), transaction():
        db.session.add(
            SessionConnexion(
                utilisateur_id=monde.gens[role],
                empreinte=fingerprint(token),
                ouverte_at=MAINTENANT,
                vue_at=MAINTENANT,
                expire_at=MAINTENANT + ABSOLUTE_LIFE,
            )
        )
    serializer = world.app.session_interface.get_signing_serializer(world.app)  # type: ignore[attr-defined]
    page.context.add_cookies(
        [
            {
                "name": world.app.config["SESSION_COOKIE_NAME"],
                "value": serializer.dumps({COOKIE_KEY: token}),
                "url": world.app.config["BASE_URL"],
            }
        ]
    )


def faults_of(page: Page, path: str, seen: set[str]) -> list[str]:
    """What is wrong with a page at both widths; axe looks once at what several roles read alike."""
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.goto(path)
    if answer is None or answer.status != 200:
        return [f"{path}: {answer.status if answer else 'no answer'}"]
    content = page.evaluate(CONTENU)
    found = "" if content in seen else axe_faults(page)
    seen.add(content)
    faults = [f"{path}: {found}"] if found else []
    page.set_viewport_size({"width": 375, "height": 812})
    overflow = page.evaluate(DEBORDE)
    return [*faults, f"{path} scrolls sideways by {overflow} px at 375 px"] if overflow > 0 else faults


def test_every_page_of_every_role_is_accessible_and_holds_on_a_phone(
    world: World, monde: Monde, person: Callable[[str], Actor]
) -> None:
    faults: list[str] = []
    read: set[str] = set()
    seen: set[str] = set()
    for role in ROLES:
        page = person(f"{role}@exemple.test").page
        enter(world, monde, page, role)
        for rank, path in enumerate(addresses(world, monde, role)):
            # The first page of each role shows its menus.
            faults += [f"{role}: {fault}" for fault in faults_of(page, path, seen if rank else set())]
            read.add(path)
    assert faults == [], "\n".join(faults)
    assert world.violations == []
    assert len(read) > 60
