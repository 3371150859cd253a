

import cairn.automation.models.rules
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('conversations', '0002_channel_and_pipeline'),
        ('leads', '0002_channel_and_pipeline'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='News',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.BigIntegerField(unique=True)),
                ('depth', models.PositiveSmallIntegerField(default=0)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Sequence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='names it in the table of transitions', max_length=60, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('about', models.CharField(blank=True, max_length=200)),
                ('active', models.BooleanField(default=True, help_text='nobody new comes in while it is off')),
                ('stops_on_reply', models.BooleanField(default=True, help_text='ends when the customer answers or a person takes over')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Silence',
            fields=[
                ('lead', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='leads.lead')),
                ('due_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('active', models.BooleanField(default=True)),
                ('event', models.CharField(max_length=40)),
                ('conditions', models.JSONField(default=dict)),
                ('actions', models.JSONField(default=list)),
                ('secret', models.CharField(default=cairn.automation.models.rules.new_secret, help_text='signs its outgoing webhooks', max_length=64)),
                ('failures', models.PositiveSmallIntegerField(default=0, help_text='in a row')),
                ('stopped_why', models.CharField(blank=True, help_text='why Cairn switched it off', max_length=200)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.BigIntegerField()),
                ('url', models.URLField(max_length=500)),
                ('body', models.TextField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('failed', 'Failed')], default='waiting', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('answer', models.PositiveSmallIntegerField(help_text='HTTP status', null=True)),
                ('error', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='automation.rule')),
            ],
        ),
        migrations.CreateModel(
            name='RuleRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.BigIntegerField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('outcome', models.CharField(choices=[('did', 'Did'), ('failed', 'Failed'), ('stopped', 'Stopped')], max_length=8)),
                ('lines', models.JSONField(default=list, help_text='what was done, in words')),
                ('lead', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.lead')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='automation.rule')),
            ],
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('position', models.PositiveSmallIntegerField(default=1, help_text='the step that is next')),
                ('due_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('running', 'Running'), ('held', 'Held'), ('stopped', 'Stopped'), ('finished', 'Finished')], default='running', max_length=8)),
                ('why', models.CharField(blank=True, help_text='why it is held or was stopped', max_length=200)),
                ('rule', models.CharField(blank=True, help_text='what started it; empty: a person', max_length=60)),
                ('sent', models.PositiveSmallIntegerField(default=0)),
                ('answered', models.BooleanField(default=False)),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('key', models.CharField(max_length=160, null=True, unique=True)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.conversation')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enrolments', to='leads.lead')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sequence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enrolments', to='automation.sequence')),
            ],
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('position', models.PositiveSmallIntegerField()),
                ('anchor', models.CharField(choices=[('after', 'after the step before'), ('window', 'before the window closes'), ('departure', 'before the departure')], default='after', max_length=10)),
                ('minutes', models.PositiveIntegerField(default=0, help_text='before or after the anchor')),
                ('condition', models.CharField(blank=True, choices=[('', 'always'), ('trip_known', 'if the trip is known'), ('trip_unknown', 'if the trip is not known'), ('dates_unknown', 'if no date is known'), ('party_unknown', 'if the number of people is not known')], max_length=16)),
                ('text', models.TextField(blank=True, help_text='sent while the window is open')),
                ('template', models.CharField(blank=True, help_text='name of the template for a closed window', max_length=512)),
                ('language', models.CharField(blank=True, max_length=20)),
                ('values', models.JSONField(default=list, help_text="for the template's variables, in order")),
                ('sequence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='automation.sequence')),
            ],
            options={
                'ordering': ['sequence', 'version', 'position'],
            },
        ),
        migrations.CreateModel(
            name='TransitionMode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=40, unique=True)),
                ('mode', models.CharField(choices=[('off', 'Off'), ('suggest', 'Suggest'), ('do', 'Do')], max_length=8)),
                ('at', models.DateTimeField(auto_now=True)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='rule',
            index=models.Index(condition=models.Q(('active', True)), fields=['event'], name='rule_listens'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='call_due'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.UniqueConstraint(fields=('rule', 'event'), name='call_once_per_event'),
        ),
        migrations.AddIndex(
            model_name='rulerun',
            index=models.Index(fields=['rule', '-id'], name='run_log'),
        ),
        migrations.AddIndex(
            model_name='rulerun',
            index=models.Index(fields=['rule', 'lead', 'at'], name='run_per_lead'),
        ),
        migrations.AddConstraint(
            model_name='rulerun',
            constraint=models.UniqueConstraint(fields=('rule', 'event'), name='rule_once_per_event'),
        ),
        migrations.AddIndex(
            model_name='enrolment',
            index=models.Index(condition=models.Q(('state', 'running')), fields=['due_at'], name='enrolment_due'),
        ),
        migrations.AddIndex(
            model_name='enrolment',
            index=models.Index(condition=models.Q(('state__in', ['running', 'held'])), fields=['conversation'], name='enrolment_open'),
        ),
        migrations.AddIndex(
            model_name='enrolment',
            index=models.Index(fields=['sequence', '-started_at'], name='enrolment_recent'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['running', 'held'])), fields=('lead',), name='one_sequence_per_lead'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(fields=('sequence', 'version', 'position'), name='step_once'),
        ),
    ]
