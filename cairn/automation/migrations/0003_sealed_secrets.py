from django.db import migrations, models

import cairn.automation.models.rules
from cairn.lib.secrets import seal


def close(apps, schema_editor):
    Rule = apps.get_model("automation", "Rule")
    for rule in Rule.objects.filter(secret__regex=r"^.{1,64}$"):
        Rule.objects.filter(pk=rule.pk).update(secret=seal(rule.secret))


class Migration(migrations.Migration):
    dependencies = [("automation", "0002_events_are_heard")]
    operations = [
        migrations.AlterField(
            "rule",
            "secret",
            models.CharField(
                default=cairn.automation.models.rules.new_secret,
                help_text="signs its outgoing webhooks; sealed",
                max_length=300,
            ),
        ),
        migrations.RunPython(close, migrations.RunPython.noop, elidable=True),
    ]
