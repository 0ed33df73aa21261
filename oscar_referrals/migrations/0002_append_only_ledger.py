"""PostgreSQL itself refuses to change or delete what is written for ever."""

from django.db import migrations

TABLES = (
    "oscar_referrals_transfer",
    "oscar_referrals_entry",
    "oscar_referrals_seal",
    "oscar_referrals_rulesversion",
    "oscar_referrals_rulesacceptance",
)

REFUSE = """
CREATE FUNCTION oscar_referrals_refuse() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'This table is append-only: % on % refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$$ LANGUAGE plpgsql
"""


def protect(apps, schema_editor):
    """Add the triggers, where the database has them in this form."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(REFUSE, params=None)
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION oscar_referrals_refuse()"
        )


def unprotect(apps, schema_editor):
    """Remove the triggers."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    schema_editor.execute("DROP FUNCTION oscar_referrals_refuse()")


class Migration(migrations.Migration):
    dependencies = [("oscar_referrals", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect, elidable=False)]
