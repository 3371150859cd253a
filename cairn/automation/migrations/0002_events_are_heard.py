"""The database notes each Event that an active rule listens to, in the statement that inserts it.

Event ids are handed out before commit, so a reader that remembers the newest one would skip what commits late. A row of
its own for each wanted Event can't be skipped; where no rule listens it costs one look at a small index.
"""

from django.db import migrations

UP = """
CREATE FUNCTION automation_hear() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO automation_news (event, depth, attempts)
    SELECT recorded.id, coalesce(nullif(current_setting('cairn.depth', true), '')::smallint, 0), 0
    FROM recorded
    WHERE EXISTS (SELECT 1 FROM automation_rule WHERE active AND automation_rule.event = recorded.type)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER automation_hear AFTER INSERT ON journal_event
    REFERENCING NEW TABLE AS recorded FOR EACH STATEMENT EXECUTE FUNCTION automation_hear();
"""
DOWN = "DROP TRIGGER automation_hear ON journal_event; DROP FUNCTION automation_hear();"


class Migration(migrations.Migration):
    dependencies = [
        ("automation", "0001_modes_sequences_rules"),
        ("journal", "0001_initial"),
    ]

    operations = [migrations.RunSQL(UP, DOWN)]
