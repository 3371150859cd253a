"""When filing of an entry was begun last, so that another filer sees that somebody is at it and does not count again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0008_changes_of_leads"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="begun_at",
            field=models.DateTimeField(null=True),
        ),
    ]
