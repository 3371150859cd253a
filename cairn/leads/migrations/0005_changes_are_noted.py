"""The database notes every change of a lead in the journal, whoever makes it, in the transaction that makes it.

Only what differs, and never the customer's words. What moves with each message, times and score, is kept up to date in
one row instead of a row each time. A lead that is deleted is gone there too.
"""

from django.db import migrations

UP = """
CREATE FUNCTION leads_note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words text[] := ARRAY['first_message', 'newest_message'];
    ticks text[] := ARRAY['last_contact_at', 'scored_at', 'score', 'score_parts'];
    news jsonb;
    newest record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM journal_leadchange WHERE lead_id = OLD.id;
        RETURN NULL;
    ELSIF TG_OP = 'INSERT' THEN
        news := to_jsonb(NEW) - words;
    ELSE
        SELECT jsonb_object_agg(key, value) INTO news FROM jsonb_each(to_jsonb(NEW) - words)
        WHERE value IS DISTINCT FROM to_jsonb(OLD) -> key;
    END IF;
    IF news IS NULL THEN
        RETURN NULL;
    END IF;
    IF news - ticks = '{}' THEN
        SELECT id, what INTO newest FROM journal_leadchange WHERE lead_id = NEW.id ORDER BY id DESC LIMIT 1;
        IF newest.what - ticks = '{}' THEN
            UPDATE journal_leadchange SET what = what || news, at = clock_timestamp() WHERE id = newest.id;
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO journal_leadchange (lead_id, at, what) VALUES (NEW.id, clock_timestamp(), news);
    RETURN NULL;
END $$;
INSERT INTO journal_leadchange (lead_id, at, what)
SELECT id, clock_timestamp(), to_jsonb(lead) - ARRAY['first_message', 'newest_message'] FROM leads_lead lead;
CREATE TRIGGER leads_note AFTER INSERT OR UPDATE OR DELETE ON leads_lead FOR EACH ROW EXECUTE FUNCTION leads_note();
"""
DOWN = "DROP TRIGGER leads_note ON leads_lead; DROP FUNCTION leads_note(); TRUNCATE journal_leadchange;"


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0004_words_of_tasks"),
        ("journal", "0008_changes_of_leads"),
    ]

    operations = [migrations.RunSQL(UP, DOWN)]
