from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("conversations", "0007_what_people_write")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="back",
            field=models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
    ]
