"""The `acia` command. Exit codes: 0 done, 1 the business says no, 2 wrong use."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.orm import configure_mappers

from acia import create_app
from acia.config import ROOT, from_environment, unsafe_settings
from acia.core.db import db, transaction
from acia.core.droits import grant_rights, owns, powers_of_this_account, renew_rights
from acia.core.installation import schema_is_current

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
OUTPUT = click.Path(dir_okay=False, path_type=Path)
FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")


@click.group(help="Acia, le bureau de gestion du programme.")
def cli() -> None:
    """Root of all commands."""


def open_app(*, migrated: bool = True) -> Flask:
    """The application on the database of the environment, in its context until the process ends."""
    settings = from_environment()
    settings.DONNEES.mkdir(parents=True, exist_ok=True)
    app = create_app(settings)
    app.app_context().push()
    configure_mappers()  # now, rather than in the first act
    if migrated and not schema_is_current():
        raise SystemExit("Le schéma de la base n’est pas à jour : lancez « acia migrer ».")
    return app


def migrate_here(app: Flask) -> None:
    """Upgrade the schema and load the reference data; the application's accounts keep their rights on what is new."""
    from acia.core.jobs.engine import open_queue
    from acia.referentiel.service import load_reference_data

    with db.engine.connect() as connection:
        if not owns(connection):
            raise SystemExit("Ce compte ne possède pas les tables : lancez « acia migrer » avec leur propriétaire.")
    upgrade()
    with transaction():
        load_reference_data()
    open_queue(app)  # makes its tables, which the application's account cannot make
    with transaction():
        renew_rights()


def warn_of_powers() -> None:
    """Tell whoever starts a process that its account could undo what protects the journal."""
    if warning := powers_of_this_account():
        click.echo(warning, err=True)


@cli.command(help="Crée ou met à niveau le schéma et charge les données de référence.")
def migrer() -> None:
    """Create or upgrade the schema; load the reference data; nothing else."""
    migrate_here(open_app(migrated=False))
    click.echo("Le schéma est à jour, les données de référence sont chargées.")


@cli.command(help="Donne au compte PostgreSQL de l’application ses droits, sans celui de toucher au journal.")
@click.option("--compte", required=True, help="Compte qui fera tourner l’application ; il existe déjà.")
def droits(compte: str) -> None:
    """Give the application's account its rights, as the owner of the tables."""
    from acia.core.errors import ActionRefusee

    open_app()
    try:
        with transaction():
            grant_rights(compte)
    except ActionRefusee as refusal:
        raise SystemExit(refusal.motif) from None
    click.echo(f"Le compte {compte} a ses droits. Donnez-le à « acia servir » et « acia taches » par DATABASE_URL.")


@cli.command(help="Met en service : schéma, données de référence, premier compte de pilote national.")
@click.option("--courriel", envvar="ACIA_PILOTE_COURRIEL", prompt="Adresse du pilote national")
@click.option("--prenom", envvar="ACIA_PILOTE_PRENOM", prompt="Prénom")
@click.option("--nom", envvar="ACIA_PILOTE_NOM", prompt="Nom")
@click.option(
    "--mot-de-passe", envvar="ACIA_PILOTE_SECRET", prompt="Mot de passe", hide_input=True, confirmation_prompt=True
)
def installer(courriel: str, prenom: str, nom: str, mot_de_passe: str) -> None:
    """Set up a production installation; refuse unsafe settings."""
    from acia.comptes.service import create_first_admin
    from acia.core.errors import Refus

    reasons = unsafe_settings(from_environment())
    if reasons:
        raise SystemExit("Acia ne s’installe pas :\n" + "\n".join(f"  – {reason}" for reason in reasons))
    app = open_app(migrated=False)
    migrate_here(app)
    try:
        with transaction():
            create_first_admin(courriel, prenom, nom, mot_de_passe, now=app.extensions["acia_clock"].now())
    except Refus as refusal:
        raise SystemExit(refusal.motif) from None
    click.echo("Acia est installée. Démarrez « acia servir » et « acia taches ».")


@cli.command(help="Démarre le serveur de production.")
@click.option("--adresse", default="127.0.0.1:8000", show_default=True, help="Adresse d’écoute, derrière le proxy TLS.")
@click.option("--processus", default=3, show_default=True)
def servir(adresse: str, processus: int) -> None:
    """Check the installation, then become gunicorn."""
    from acia.production import production_app

    with production_app().app_context():
        warn_of_powers()
    os.chdir(ROOT)
    program = Path(sys.executable).with_name("gunicorn")
    options = ["--workers", str(processus), "--threads", "4", "--bind", adresse, "--access-logfile", "-"]
    os.execv(program, [str(program), *options, "wsgi:app"])  # noqa: S606 - our own server, no shell


def give_way() -> None:
    """Let the pages go first: heavy work waits for a free processor, a deposit does not (S54)."""
    if hasattr(os, "nice"):
        os.nice(10)


@cli.command(help="Démarre le travail en arrière-plan : courriels, calculs.")
def taches() -> None:
    """Run the background worker until it is stopped."""
    from acia.core.jobs import start_pulses
    from acia.core.jobs.engine import build_engine

    give_way()
    app = open_app()
    warn_of_powers()
    start_pulses(app)
    build_engine(app).create_consumer(workers=1, scheduler_interval=5).run()


@cli.command(help="Démarre la démonstration sur cette machine.")
@click.option("--port", default=5000, show_default=True)
@click.option("--base", type=OUTPUT, default=ROOT / "instance" / "demo.db", help="Fichier SQLite de la démonstration.")
@click.option("--sans-serveur", is_flag=True, help="Prépare la base sans démarrer le serveur.")
@click.option("--recommencer", is_flag=True, help="Recommence l’histoire à la date d’aujourd’hui.")
def demo(port: int, base: Path, sans_serveur: bool, recommencer: bool) -> None:
    """Create or reuse the demonstration, print its accounts, serve it."""
    from acia.demo import run_demo

    run_demo(base, port, serve=not sans_serveur, restart=recommencer)


@cli.group(help="Le registre FINESS.")
def referentiel() -> None:
    """Commands of the register."""


@referentiel.command("importer", help="Importe un fichier du registre, quel que soit son format.")
@click.argument("fichier", type=EXISTING)
@click.option("--essai", is_flag=True, help="Lit et compare sans rien écrire.")
@click.option("--source", default="", help="D’où vient le fichier.")
@click.option("--national", is_flag=True, help="Le fichier couvre toute la France : les absents sont fermés.")
def importer(fichier: Path, essai: bool, source: str, national: bool) -> None:
    """Import a register file."""
    from acia.referentiel import commands

    give_way()
    app = open_app()
    sys.exit(
        commands.importer(
            fichier, source=source, essai=essai, national=national, now=app.extensions["acia_clock"].now()
        )
    )


@referentiel.command("revenir", help="Annule le dernier import : le registre redevient ce qu’il était.")
@click.option("--motif", required=True, help="Pourquoi ; gardé au journal.")
def revenir(motif: str) -> None:
    """Undo the last import of the register."""
    from acia.referentiel import commands

    app = open_app()
    sys.exit(commands.revenir(motif, now=app.extensions["acia_clock"].now()))


@referentiel.command("verifier", help="Vérifie des numéros FINESS, un par ligne de réponse.")
@click.argument("numeros", nargs=-1, required=True)
def verifier_numeros(numeros: tuple[str, ...]) -> None:
    """Check numbers against their key and the register."""
    from acia.referentiel import commands

    open_app()
    sys.exit(commands.verifier(list(numeros)))


@cli.group(help="L’espace des commissions.")
def commission() -> None:
    """Commands of the commissions: close and open again in an emergency, read past marks."""


APPEL = click.option("--appel", default="", help="Code de l’appel ; sans lui, toutes les commissions.")
MOTIF = click.option("--motif", required=True, help="Pourquoi ; gardé au journal.")


@commission.command("fermer", help="Ferme l’espace des commissions dès la demande suivante, sur tous les processus.")
@APPEL
@MOTIF
def commission_fermer(appel: str, motif: str) -> None:
    """Close the space of the commissions."""
    from acia.commission import commands

    app = open_app()
    sys.exit(commands.fermer(appel, motif, now=app.extensions["acia_clock"].now()))


@commission.command("rouvrir", help="Rouvre l’espace des commissions.")
@APPEL
@MOTIF
def commission_rouvrir(appel: str, motif: str) -> None:
    """Open the space of the commissions again."""
    from acia.commission import commands

    app = open_app()
    sys.exit(commands.rouvrir(appel, motif, now=app.extensions["acia_clock"].now()))


@commission.command("notes", help="Écrit les notations d’un appel telles qu’elles étaient à un instant.")
@click.option("--appel", required=True, help="Code de l’appel.")
@click.option("--le", "instant", required=True, type=click.DateTime(FORMATS), help="Instant, à l’heure de Paris.")
@click.option("-o", "--sortie", type=OUTPUT, required=True, help="Fichier JSON à écrire.")
def commission_notes(appel: str, instant: datetime, sortie: Path) -> None:
    """Rebuild the marks of a call as of an instant."""
    from acia.commission import commands

    open_app()
    sys.exit(commands.notes(appel, instant, sortie))


@commission.command("retablir", help="Remet les notations d’un appel fermé comme elles étaient à un instant.")
@click.option("--appel", required=True, help="Code de l’appel, dont l’espace est fermé.")
@click.option("--le", "instant", required=True, type=click.DateTime(FORMATS), help="Instant, à l’heure de Paris.")
@MOTIF
def commission_retablir(appel: str, instant: datetime, motif: str) -> None:
    """Put the marks of a call back."""
    from acia.commission import commands

    app = open_app()
    sys.exit(commands.retablir(appel, instant, motif, now=app.extensions["acia_clock"].now()))


@cli.group(help="Former des cohortes à partir d’un fichier.")
def cohortes() -> None:
    """Commands of the cohortes solver: neither web nor database."""


@cohortes.command("resoudre", help="Résout un problème acia-cohortes/1.")
@click.argument("probleme", type=EXISTING)
@click.option("-o", "--solution", type=OUTPUT)
def cohortes_resoudre(probleme: Path, solution: Path | None) -> None:
    """Solve a cohortes problem."""
    from acia.cohortes.solver import commands

    sys.exit(commands.resoudre(probleme, solution))


@cohortes.command("verifier", help="Vérifie une solution, indépendamment du calcul.")
@click.argument("probleme", type=EXISTING)
@click.argument("solution", type=EXISTING)
def cohortes_verifier(probleme: Path, solution: Path) -> None:
    """Check a cohortes solution."""
    from acia.cohortes.solver import commands

    sys.exit(commands.verifier(probleme, solution))


@cli.group(help="Planifier des séances à partir d’un fichier.")
def seances() -> None:
    """Commands of the séances solver: neither web nor database."""


@seances.command("resoudre", help="Résout un problème acia-seances/1.")
@click.argument("probleme", type=EXISTING)
@click.option("-o", "--solution", type=OUTPUT)
@click.option("--plan", type=EXISTING, help="Plan publié à déranger le moins possible.")
def seances_resoudre(probleme: Path, solution: Path | None, plan: Path | None) -> None:
    """Solve a séances problem."""
    from acia.seances.solver import commands

    sys.exit(commands.resoudre(probleme, solution, plan))


@seances.command("verifier", help="Vérifie un plan, indépendamment du calcul.")
@click.argument("probleme", type=EXISTING)
@click.argument("solution", type=EXISTING)
def seances_verifier(probleme: Path, solution: Path) -> None:
    """Check a séances solution."""
    from acia.seances.solver import commands

    sys.exit(commands.verifier(probleme, solution))


@cli.command(help="Recalcule chaque accusé de réception depuis la base et les documents gardés.")
def verifier() -> None:
    """Recompute every receipt; print each defect."""
    from acia.candidatures.service import verify_all_receipts

    open_app()
    count, defects = verify_all_receipts()
    db.session.remove()
    for defect in defects:
        click.echo(f"{defect.numero}, dépôt n° {defect.rang} : {defect.motif}.")
    if defects:
        raise SystemExit(1)
    click.echo(f"Les accusés de réception sont intacts : {count} vérifiés.")


@cli.group(help="Le journal d’audit.")
def journal() -> None:
    """Commands of the journal."""


@journal.command("verifier", help="Vérifie la chaîne du journal, et les ancres gardées ou reçues.")
@click.option("--ancre", "ancres", multiple=True, help="Ligne d’un courriel de dépositaire, « numéro:empreinte ».")
def journal_verifier(ancres: tuple[str, ...]) -> None:
    """Check the audit chain against its anchors; say each thing that is wrong."""
    from acia.pilotage import commands

    open_app()
    code = commands.verifier_journal(ancres)
    warn_of_powers()
    sys.exit(code)


@journal.command("reconnaitre", help="Répond des ancres que le journal contredit, après la reprise d’une sauvegarde.")
@MOTIF
def journal_reconnaitre(motif: str) -> None:
    """Answer for the contradicted anchors."""
    from acia.pilotage import commands

    app = open_app()
    sys.exit(commands.reconnaitre_ecarts(motif, now=app.extensions["acia_clock"].now()))


def main() -> None:
    """Entry of the console script. Databases and documents are made for this account alone."""
    os.umask(0o077)
    cli(prog_name="acia")
