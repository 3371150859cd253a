"""Retention looks for old bodies that are still there: an index of those, which emptied ones leave."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0009_who_is_at_it'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(models.Q(('state', 'new'), _negated=True), models.Q(('body', b'{"object":"whatsapp_business_account","entry":[]}'), _negated=True)), fields=['received_at'], name='journal_entry_kept'),
        ),
    ]
