"""Ce que devient une lettre d’inéligibilité, comme une décision de la commission."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

UNE_SEULE = "(selection_id IS NULL) <> (lettre_id IS NULL)"


def upgrade() -> None:
    with op.batch_alter_table("lecture_decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lettre_id", sa.Uuid(), nullable=True))
        batch_op.alter_column("selection_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.create_unique_constraint(batch_op.f("uq_lecture_decision_lettre_id"), ["lettre_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_lecture_decision_lettre_id"), "lettre_ineligibilite", ["lettre_id"], ["id"]
        )
        batch_op.create_check_constraint(batch_op.f("ck_lecture_decision_une_lecture_a_une_decision"), UNE_SEULE)

    with op.batch_alter_table("suite_notification", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lettre_id", sa.Uuid(), nullable=True))
        batch_op.alter_column("selection_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.create_unique_constraint(batch_op.f("uq_suite_notification_lettre_id_rang"), ["lettre_id", "rang"])
        batch_op.create_foreign_key(
            batch_op.f("fk_suite_notification_lettre_id"), "lettre_ineligibilite", ["lettre_id"], ["id"]
        )
        batch_op.create_check_constraint(batch_op.f("ck_suite_notification_une_suite_a_une_decision"), UNE_SEULE)


def downgrade() -> None:
    # What became of a letter has no place before.
    op.execute("DELETE FROM suite_notification WHERE selection_id IS NULL")
    op.execute("DELETE FROM lecture_decision WHERE selection_id IS NULL")
    with op.batch_alter_table("suite_notification", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_suite_notification_une_suite_a_une_decision"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_suite_notification_lettre_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_suite_notification_lettre_id_rang"), type_="unique")
        batch_op.alter_column("selection_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("lettre_id")

    with op.batch_alter_table("lecture_decision", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_lecture_decision_une_lecture_a_une_decision"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_lecture_decision_lettre_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_lecture_decision_lettre_id"), type_="unique")
        batch_op.alter_column("selection_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("lettre_id")
