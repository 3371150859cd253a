from django.db import migrations

STAY = """
CREATE FUNCTION cairn_audit_lines_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '400 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit log is only ever added to';
END $$;
CREATE TRIGGER audit_lines_stay BEFORE UPDATE OR DELETE ON accounts_auditline
    FOR EACH ROW EXECUTE FUNCTION cairn_audit_lines_stay();
"""
GO = "DROP TRIGGER audit_lines_stay ON accounts_auditline; DROP FUNCTION cairn_audit_lines_stay();"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_doors_and_audit")]
    operations = [migrations.RunSQL(STAY, GO)]
