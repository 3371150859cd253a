from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models
from django.db.models.functions import Coalesce

# A long table takes longer than a statement usually may; messages go on being written meanwhile.
UNHURRIED = "SET statement_timeout = 0"
USUAL = "RESET statement_timeout"


class Migration(migrations.Migration):
    """What was said is found by all messages, no longer by the last words of each conversation."""

    atomic = False
    dependencies = [("conversations", "0008_back_from_snooze")]

    operations = [
        migrations.RunSQL(UNHURRIED, USUAL),
        AddIndexConcurrently(
            model_name="message",
            index=GinIndex(SearchVector("text", config="simple"), name="message_words"),
        ),
        AddIndexConcurrently(
            model_name="conversation",
            index=models.Index(
                Coalesce("needs_person_since", "last_inbound_at"),
                models.F("id"),
                name="conversation_needs_reply",
                condition=~models.Q(status="archived")
                & models.Q(snoozed_until=None)
                & (
                    models.Q(needs_person_since__isnull=False)
                    | models.Q(last_author="customer", assistant__in=["paused", "off"])
                ),
            ),
        ),
        RemoveIndexConcurrently(model_name="conversation", name="conversation_words"),
        migrations.RunSQL(USUAL, UNHURRIED),
    ]
