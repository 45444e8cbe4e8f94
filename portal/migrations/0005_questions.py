"""What customers asked."""

import django.db.models.deletion
import tenants.constraints
import tenants.ids
import tenants.scope
from django.conf import settings
from django.db import migrations, models

from tenants.walls import RowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('meters', '0006_reminders'),
        ('portal', '0004_stopped_imports'),
        ('tenants', '0004_pages_and_reply_to'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=tenants.ids.new_public_id, editable=False, max_length=16)),
                ('number', models.CharField(max_length=20)),
                ('name', models.CharField(help_text='Kept when the account is gone, as is the address.', max_length=150)),
                ('email', models.CharField(max_length=254)),
                ('subject', models.CharField(max_length=120)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, help_text="Staff's own words about the answer.", max_length=500)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supply_point', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='meters.supplypoint')),
                ('tenant', models.ForeignKey(default=tenants.scope.default_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('utility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.utility')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'user', '-at'], name='question_by_user')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'id'), name='portal_question_tenant_id'), models.UniqueConstraint(fields=('tenant', 'public_id'), name='portal_question_public_id'), tenants.constraints.SameTenant(field='utility', name='portal_question_utility_wall'), tenants.constraints.SameTenant(field='user', name='portal_question_user_wall'), tenants.constraints.SameTenant(field='supply_point', name='portal_question_supply_point_wall'), tenants.constraints.SameTenant(field='answered_by', name='portal_question_answered_by_wall'), models.UniqueConstraint(fields=('tenant', 'number'), name='portal_question_number')],
            },
        ),
        RowSecurity("portal_question"),
    ]
