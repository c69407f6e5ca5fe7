"""Who may do what to an account."""

from __future__ import annotations

from collections.abc import Iterable

from acia.comptes.models import Utilisateur
from acia.comptes.rules import ROLES_INVITABLES
from acia.core.permissions import LIBELLES_ROLE, OUI, Decision, Role, non


def invitable_roles(auteur: Utilisateur) -> tuple[Role, ...]:
    """Roles this person may give."""
    return ROLES_INVITABLES.get(auteur.role_enum, ())


def may_invite(auteur: Utilisateur, role: Role, regions: Iterable[str]) -> Decision:
    """Tell whether this person may invite somebody with this role in these regions."""
    if role not in invitable_roles(auteur):
        return non(f"Seul le pilote national invite un compte « {LIBELLES_ROLE[role].lower()} ».")
    if not all(auteur.covers_region(code) for code in regions):
        return non("Vous n’invitez que dans vos régions.")
    return OUI


def may_manage(auteur: Utilisateur, compte: Utilisateur) -> Decision:
    """Tell whether this person may invite again, change, disable or enable this account."""
    if compte.id == auteur.id:
        return non("Vous ne gérez pas votre propre compte ici : passez par « Mon compte », ou demandez à un collègue.")
    if compte.role_enum not in invitable_roles(auteur):
        return non(f"Seul le pilote national gère un compte « {LIBELLES_ROLE[compte.role_enum].lower()} ».")
    if auteur.role_enum is not Role.PILOTE and not compte.regions <= auteur.regions:
        return non("Ce compte travaille aussi dans une autre région : demandez au pilote national.")
    return OUI


def may_disable(auteur: Utilisateur, compte: Utilisateur, *, autres_pilotes: int) -> Decision:
    """Tell whether this account may be disabled: one national pilot always remains."""
    allowed = may_manage(auteur, compte)
    if allowed and compte.role_enum is Role.PILOTE and not autres_pilotes:
        return non("C’est le dernier pilote national : nommez-en un autre avant.")
    return allowed


def may_lift(auteur: Utilisateur, compte: Utilisateur) -> Decision:
    """Tell whether this person may let another read again before her brake ends."""
    if auteur.role_enum is not Role.PILOTE:
        return non("Seul le pilote national lève un frein : il est prévenu par courriel.")
    if compte.id == auteur.id:
        return non("Vous ne levez pas votre propre frein : un autre pilote national le fait, ou il prend fin seul.")
    return OUI
